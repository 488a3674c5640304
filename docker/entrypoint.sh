#!/bin/sh
# Runs the command as PUID:PGID, with /data belonging to them. A container started with --user stays as it is.
set -eu

if [ "$(id -u)" != 0 ]; then
  exec "$@"
fi

: "${PUID:=1000}" "${PGID:=1000}" "${DATA_DIR:=/data}"
for id in "$PUID" "$PGID"; do
  case "$id" in
    '' | *[!0-9]*)
      echo "PUID and PGID must be numbers, such as 1000." >&2
      exit 64
      ;;
  esac
done
if [ "$PUID" = 0 ]; then
  echo "PUID=0: Borgdeck runs as root inside this container." >&2
fi

if [ "$(stat -c %u:%g "$DATA_DIR")" != "$PUID:$PGID" ]; then
  chown -R "$PUID:$PGID" "$DATA_DIR"
fi

export HOME="$DATA_DIR"
exec setpriv --reuid "$PUID" --regid "$PGID" --clear-groups "$@"
