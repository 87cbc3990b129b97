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

# What is asked means PostgreSQL's own functions, none that lie in the database and would run as superuser.
ask() {
  (cd / && PGOPTIONS='-c search_path=pg_catalog' runuser -u postgres -- psql -XAtq -v ON_ERROR_STOP=1 -d "$1" -c "$2" 2> /dev/null)
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

cluster() {
  if ! command -v psql > /dev/null || ! databases=$(ask postgres "select datname from pg_database where datallowconn"); then
    database postgres
    return
  fi
  for each in $databases; do
    count=$(ask "$each" "$OBJECTS")
    case $count in
      0) ;;
      *[!0-9]* | "") echo "not known: database $each does not answer"; return ;;
      *) echo "held database $each holds tables"; return ;;
    esac
  done
  echo nothing
}

mariadb_database() {
  # $1 is one that needs no quoting.
  sql="select count(*) from information_schema.tables where table_schema = '$1'"
  if ! command -v mariadb > /dev/null || ! count=$(mariadb -BNe "$sql" 2> /dev/null); then
    if [ -d /var/lib/mysql/mysql ]; then
      echo "not known: MariaDB was set up here, and does not answer"
    else
      echo nothing
    fi
    return
  fi
  case $count in
    0) echo nothing ;;
    *[!0-9]* | "") echo "not known: database $1 does not answer" ;;
    *) echo "held database $1 holds tables" ;;
  esac
}

directory() {
  if ! command -v slapcat > /dev/null; then
    found=$(find /var/lib/ldap -name data.mdb -print -quit 2> /dev/null) || true
    if [ -n "$found" ]; then
      echo "not known: a directory lies here, and there is no slapcat to read it"
    else
      echo nothing
    fi
    return
  fi
  # A deploy makes the directory's first entry, and no other.
  if ! said=$(slapcat -b "$1" 2> /dev/null); then
    if slapcat -n 0 2> /dev/null | grep -iFxq -e "olcSuffix: $1"; then
      echo "not known: slapcat cannot read $1"
    else
      echo nothing
    fi
    return
  fi
  count=$(printf '%s\n' "$said" | grep -c '^dn:') || true
  if [ "$count" -gt 1 ]; then
    echo "held $1 holds entries"
  else
    echo nothing
  fi
}

file() {
  if [ -L "$1" ] || { [ -e "$1" ] && [ ! -f "$1" ]; }; then
    echo "held $1 is there, and no plain file"
  elif [ -s "$1" ]; then
    echo "held $1 is there"
  else
    echo nothing
  fi
}

what=$1
shift
"$what" "$@"
