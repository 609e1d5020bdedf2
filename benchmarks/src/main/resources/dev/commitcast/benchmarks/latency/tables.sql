-- Two tables of one shape: one watched, one with a trigger that notifies with the row itself.
CREATE TABLE public.cast_rows (id bigint PRIMARY KEY, filler text NOT NULL);
CREATE TABLE public.raw_rows (id bigint PRIMARY KEY, filler text NOT NULL);

CREATE FUNCTION public.notify_raw() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM pg_notify('raw_rows',
        json_build_object('operation', TG_OP, 'record', row_to_json(NEW))::text);
    RETURN NEW;
END
$$;
CREATE TRIGGER raw_rows_notify AFTER INSERT ON public.raw_rows
    FOR EACH ROW EXECUTE FUNCTION public.notify_raw();

SELECT commitcast.watch('public.cast_rows', channel => 'cast_rows', room => 'bench');
