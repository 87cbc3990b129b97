# Run by drplan as root, POSIX sh: what lies where a data set belongs? It only reads.
# Prints one line: "nothing", or "held" and what. Anything else, or a code other than 0, means: not known.
# Names no file below the declared folder and no table: their names can be those of students.

folders() {
  for folder do
    if [ -L "$folder" ] || { [ -e "$folder" ] && [ ! -d "$folder" ]; }; then
      echo "held $folder is there, and no plain folder"
      return
    fi
    [ -d "$folder" ] || continue
    # Empty folders are what a deploy makes.
    found=$(find "$folder" -mindepth 1 ! -type d -print -quit)
    if [ -n "$found" ]; then
      echo "held $folder holds files"
      return
    fi
  done
  echo nothing
}

ask() {
  (cd / && runuser -u postgres -- psql -XAtq -v ON_ERROR_STOP=1 -d "$1" -c "$2" 2> /dev/null)
}

clusters() {
  for place in /var/lib/postgresql /etc/postgresql; do
    [ ! -d "$place" ] || find "$place" \( -name PG_VERSION -o -name postgresql.conf \) -print -quit
  done
}

# Counts what a database holds beside what PostgreSQL and its extensions bring along.
OBJECTS="select (select count(*) from pg_class c join pg_namespace n on n.oid = c.relnamespace
  where n.nspname !~ '^pg_' and n.nspname <> 'information_schema'
    and not exists (select from pg_depend d
      where d.classid = 'pg_class'::regclass and d.objid = c.oid and d.deptype = 'e'))
  + (select count(*) from pg_largeobject_metadata)"

database() {
  if ! command -v psql > /dev/null || ! databases=$(ask postgres "select datname from pg_database"); then
    found=$(clusters)
    if [ -n "$found" ]; then
      echo "not known: PostgreSQL was set up here, and does not answer"
    else
      echo nothing
    fi
    return
  fi
  if ! printf '%s\n' "$databases" | grep -Fxq -e "$1"; then
    echo nothing
    return
  fi
  count=$(ask "$1" "$OBJECTS")
  case $count in
    0) echo nothing ;;
    *[!0-9]* | "") echo "not known: database $1 does not answer" ;;
    *) echo "held database $1 holds tables" ;;
  esac
}

what=$1
shift
"$what" "$@"
