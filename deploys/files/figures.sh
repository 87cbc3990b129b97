#!/bin/sh
# figures LIVE KEPT FILE: write drplan's figures for node exporter's textfile collector to FILE.
# LIVE is drplan's own script that says what a server is like; KEPT a folder with one file a data set, which
# says when its last recovery point was begun. What cannot be read is counted as unread, never as nought.
# FILE is replaced whole, and stays as old as it is when LIVE did not end: its age is shown beside it.
set -u
LC_ALL=C TZ=UTC0
export LC_ALL TZ

figure() { # NAME KIND-OF-FIGURE-IN-WORDS: what is known of a figure, before its first value
  printf '# HELP drplan_%s %s\n# TYPE drplan_%s gauge\n' "$1" "$2" "$1"
}

value() { printf '%s\n' "$state" | sed -n "s/^$1=//p"; }

label() { printf '%s' "$1" | sed -e 's/\\/\\\\/g' -e 's/"/\\"/g'; }

updates() {
  # shellcheck disable=SC2046 - three words
  set -- $(value updates)
  [ $# -ge 2 ] || return 0
  figure updates_pending "Updates that are known of and not installed."
  echo "drplan_updates_pending $1"
  [ $# -eq 3 ] || return 0
  figure security_updates_pending "Those of them that mend a security fault."
  echo "drplan_security_updates_pending $2"
  figure package_lists_time_seconds "How old the oldest list of security updates is: its date."
  echo "drplan_package_lists_time_seconds $3"
}

restart() {
  case $(value restart) in yes) due=1 ;; no) due=0 ;; *) return 0 ;; esac
  figure restart_due "Whether what was installed waits for a restart."
  echo "drplan_restart_due $due"
}

units() {
  count=$(value units)
  [ -n "$count" ] || return 0
  figure units_failed "Units that systemd says have failed."
  echo "drplan_units_failed $count"
}

certificates() {
  figure certificate_end_time_seconds "When a certificate that is shown to others ends."
  value certificate | while IFS= read -r line; do
    # notAfter=Nov 22 09:00:00 2027 GMT PATH
    end=${line%%GMT *}
    if [ "$end" != "$line" ] && end=$(date -d "${end#notAfter=}GMT" +%s); then
      echo "drplan_certificate_end_time_seconds{path=\"$(label "${line#*GMT }")\"} $end"
    fi
  done
}

recovery_points() {
  figure recovery_point_time_seconds "When the last recovery point of a data set of this host was begun."
  for file in "$kept"/*; do
    [ -f "$file" ] || continue
    begun=$(date -d "$(head -n 1 "$file")" +%s) || continue
    echo "drplan_recovery_point_time_seconds{data_set=\"$(label "${file##*/}")\"} $begun"
  done
}

backups() { # NAME STATE RESULT, one data set a line
  [ -n "$(value timer)" ] || return 0
  figure backup_timer_active "Whether this host's own timer for a data set waits for its next time."
  value timer | while read -r name timer _; do
    case $timer in active) well=1 ;; *) well=0 ;; esac
    echo "drplan_backup_timer_active{data_set=\"$(label "$name")\"} $well"
  done
  figure backup_last_well "Whether this host's last backup of a data set made good recovery points in each copy."
  value timer | while read -r name _ result; do
    case $result in success) well=1 ;; *) well=0 ;; esac
    echo "drplan_backup_last_well{data_set=\"$(label "$name")\"} $well"
  done
}

unread() {
  figure unread "What could not be read, and is therefore not shown."
  value unread | cut -d ' ' -f 1 | sort -u | while IFS= read -r point; do
    echo "drplan_unread{point=\"$(label "$point")\"} 1"
  done
}

live=$1 kept=$2 shown=$3
state=$(sh "$live") || exit 1
case $state in *end=drplan-live) ;; *) echo "$live did not end" >&2; exit 1 ;; esac
trap 'rm -f "$shown.new"' EXIT
{ updates; restart; units; certificates; recovery_points; backups; unread; } > "$shown.new" || exit 1
chmod 644 "$shown.new" && mv -f "$shown.new" "$shown"
