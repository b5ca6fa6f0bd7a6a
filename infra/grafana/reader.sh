#!/bin/sh
# Makes the role that Grafana reads with, once the worker has made the tables; runs to its end in a postgres image.
# Wants DATABASE_URL and FLAGMETER_READER_PASSWORD, and PGPASSWORD where the URL has no password.
set -eu

: "${DATABASE_URL:?}" "${FLAGMETER_READER_PASSWORD:?}"
here=$(dirname "$0")

query() { psql --no-psqlrc --quiet --tuples-only --set ON_ERROR_STOP=1 --dbname "$DATABASE_URL" "$@"; }

# alerts.quota is of the migration that made the last table the board reads.
until query --command "SELECT quota FROM alerts LIMIT 0" 2>/dev/null; do
  echo "waiting for the worker to make the tables"
  sleep 5
done
make_role() {
  # The password on the input, so that it is in no log of statements that psql was given.
  query --file "$here/reader.sql" && query --set password="$FLAGMETER_READER_PASSWORD" <<'SQL'
ALTER ROLE flagmeter_reader PASSWORD :'password';
SQL
}
# Nobody starts this container again, see docker-compose.yml.
until make_role; do
  echo "the role could not be made, see above; next try in 5 seconds"
  sleep 5
done
echo "flagmeter_reader can read"
