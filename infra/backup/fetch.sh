#!/bin/sh
# fetch.sh: the names of the backups in the bucket. fetch.sh NAME: copies one to the folder
# fetched in FLAGMETER_BACKUP_DIR, where nothing is thrown away, and prints its path.
set -eu

# shellcheck source=infra/backup/tools.sh
. "$(dirname "$0")/tools.sh"

[ -n "${FLAGMETER_BACKUP_S3_URL-}" ] || die "FLAGMETER_BACKUP_S3_URL is not set; it names the bucket."
check_bucket
# Of no content.
empty="x-amz-content-sha256: e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"

if [ $# = 0 ]; then
  # https://HOST/BUCKET/FOLDER; as a value of a query a slash is written %2F.
  path=${bucket#*://*/}
  folder=${path#"${path%%/*}"}
  folder=${folder#/}
  names=${bucket%"${folder:+/$folder}"}"?list-type=2&prefix="$(printf '%s' "${folder:+$folder/}flagmeter-" | sed 's|/|%2F|g')
  after=
  # A bucket answers with a thousand names at a time.
  while true; do
    page=$(s3 --header "$empty" "$names${after:+&start-after=$after}") || die "the bucket could not be read, see above."
    keys=$(echo "$page" | sed 's|<Key>|\n|g' | sed -n 's|^\([^<]*\)</Key>.*|\1|p')
    [ -n "$keys" ] || break
    echo "$keys" | sed 's|.*/||'
    after=$(echo "$keys" | tail -n 1 | sed 's|/|%2F|g')
  done
  exit
fi

case $1 in
  */* | *[!A-Za-z0-9.-]*) die "$1 is no name of a backup; without a name fetch.sh lists them." ;;
esac
file=$dir/fetched/$1
umask 077
mkdir -p "$dir/fetched"
trap 'rm -f "$file.partial"' EXIT
s3 --header "$empty" --output "$file.partial" "$bucket/$1" || die "$1 could not be copied from $FLAGMETER_BACKUP_S3_URL."
sync "$file.partial"
mv "$file.partial" "$file"
echo "$file"
