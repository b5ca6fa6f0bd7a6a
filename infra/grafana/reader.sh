#!/bin/sh
# Makes the role that Grafana reads with, once the worker has made the tables; runs to its end in a postgres image.
# Wants DATABASE_URL, FLAGMETER_READER_PASSWORD and GRAFANA_ADMIN_PASSWORD, and PGPASSWORD where the URL has no password.
set -eu

refuse() {
  echo "flagmeter: $1" >&2
  exit 1
}

# secret NAME VALUE
secret() {
  [ -n "$2" ] || refuse "$1 is not set; Grafana does not start without it."
  [ "${#2}" -ge 16 ] || refuse "$1 must be at least 16 characters."
  [ "$2" != "${PGPASSWORD-}" ] || refuse "$1 must not be POSTGRES_PASSWORD: each door has a key of its own."
}

: "${DATABASE_URL:?}"
secret GRAFANA_ADMIN_PASSWORD "${GRAFANA_ADMIN_PASSWORD-}"
secret FLAGMETER_READER_PASSWORD "${FLAGMETER_READER_PASSWORD-}"
[ "$GRAFANA_ADMIN_PASSWORD" != "$FLAGMETER_READER_PASSWORD" ] ||
  refuse "GRAFANA_ADMIN_PASSWORD must not be FLAGMETER_READER_PASSWORD: each door has a key of its own."
case $GRAFANA_ADMIN_PASSWORD in
  *'${'* | *'$__'*) refuse "GRAFANA_ADMIN_PASSWORD must not contain \${ or \$__, which Grafana would expand." ;;
esac
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
