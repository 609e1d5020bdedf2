COPY pg_temp.commitcast_import (stream, id, event_type, data, metadata, room, created_at) FROM STDIN
