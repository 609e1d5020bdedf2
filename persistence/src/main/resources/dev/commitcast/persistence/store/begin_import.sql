SELECT ${log}.begin_import()
