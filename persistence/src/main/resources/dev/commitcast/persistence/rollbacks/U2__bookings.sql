-- Takes back V2: the calendar, with all its bookings. Triggers and indexes go with their tables.

DROP TABLE ${app}.bookings;
DROP TABLE ${app}.merchants;
