# What a server is like now. POSIX sh; it only reads: no lock is taken, no cache written, nothing fetched.
# It prints key=value lines that drplan/measure/live.py reads, the last one "end=drplan-live". Whatever
# cannot be read is said in a line "unread=POINT REASON". All of it is one function, called at the end:
# of a script that arrived cut, nothing runs.

live() {
  PATH=/usr/sbin:/usr/bin:/sbin:/bin LC_ALL=C TZ=UTC0
  export PATH LC_ALL TZ
  echo "drplan-live=1"
  if [ "$(id -u)" = 0 ]; then say privilege root; else say privilege user; fi
  see_os
  say kernel "$(uname -r)"
  see_uptime
  see_updates
  see_restart
  see_disk
  see_certificates
  see_backup
  see_units
  echo "end=drplan-live"
}

say() { # KEY VALUE: one line of plain characters, whatever the value holds
  printf '%s=%s\n' "$1" "$(printf '%s' "$2" | tr -c '[:print:]' '?' | cut -c 1-400)"
}

has() { command -v "$1" >/dev/null; }

last_line() { printf '%s' "$1" | sed '/^[[:space:]]*$/d' | tail -n 1; }

release_field() { sed -n "s/^$1=//p" /etc/os-release | tr -d "\"'" | head -n 1; }

see_os() {
  name= version=
  if [ -r /etc/os-release ]; then
    name=$(release_field ID)
    version=$(release_field VERSION_ID)
  fi
  if [ -n "$name" ] && [ -n "$version" ]; then
    say os "$name $version"
  else
    say unread "os /etc/os-release names no version"
  fi
}

see_uptime() { # since its first process began: inside a container /proc/uptime is the machine's below
  ticks=$(getconf CLK_TCK)
  began=$(sed 's/.*) //' /proc/1/stat | cut -d ' ' -f 20)
  up=$(cut -d . -f 1 /proc/uptime)
  if [ -n "$ticks" ] && [ -n "$began" ] && [ -n "$up" ]; then
    say uptime "$((up - began / ticks))"
  else
    say unread "uptime /proc cannot be read"
  fi
}

see_updates() { # a simulation over the lists that are there, and the date of the oldest security list
  if ! has apt-get; then
    say unread "updates apt-get is not there"
    return
  fi
  oldest=
  for list in /var/lib/apt/lists/*_dists_*-security_*Release; do
    [ -r "$list" ] || continue
    dated=$(date -d "$(sed -n 's/^Date: //p' "$list" | head -n 1)" +%s) || dated=0
    if [ -z "$oldest" ] || [ "$dated" -lt "$oldest" ]; then oldest=$dated; fi
  done
  if ! planned=$(timeout 30 apt-get -s -qq -o Debug::NoLocking=true -o Dir::Cache::pkgcache= \
    -o Dir::Cache::srcpkgcache= dist-upgrade 2>&1); then
    say unread "updates apt-get cannot tell: $(last_line "$planned")"
    return
  fi
  # Inst NAME [OLD] (NEW ARCHIVE:VERSION/SUITE, … [ARCHITECTURE]): only packages that are there already.
  sources=$(printf '%s\n' "$planned" | sed -n 's/^Inst [^ ]* \[[^(]*(//p')
  total=$(printf '%s' "$sources" | grep -c .)
  security=$(printf '%s' "$sources" | grep -c -e '-[Ss]ecurity[: ,]')
  if [ -n "$oldest" ]; then say updates "$total $security $oldest"; else say updates "$total unlisted"; fi
}

see_restart() { # asked for by a package, or a newer kernel of the same kind is installed
  if [ -e /run/reboot-required ] || [ -e /var/run/reboot-required ]; then
    say restart yes
    return
  fi
  kind=$(uname -r | sed 's/.*[0-9]-//')
  newest=$(ls /boot | grep "^vmlinuz-.*[0-9]-$kind\$" | sort -V | tail -n 1)
  if [ -n "$newest" ]; then
    if [ "$newest" = "vmlinuz-$(uname -r)" ]; then say restart no; else say restart yes; fi
  elif systemd-detect-virt --container --quiet || [ -e /etc/kernel/postinst.d/unattended-upgrades ]; then
    say restart no
  else
    say unread "restart nothing here says when one is due"
  fi
}

see_disk() { # file systems of this machine's own; a network share that hangs is not asked
  if ! table=$(timeout 10 df -lPTk -x tmpfs -x devtmpfs -x squashfs -x iso9660 -x efivarfs); then
    say unread "disk df cannot tell"
    return
  fi
  printf '%s\n' "$table" | awk '
    NR > 1 && ($7 == "/" || ($2 != "overlay" && $6 + 0 >= 80)) {
      used = $6; sub(/%/, "", used)
      place = $7; for (field = 8; field <= NF; field++) place = place " " $field
      if (used ~ /^[0-9]+$/ && shown++ < 40) print used " " place
    }' | while IFS= read -r mount; do say mount "$mount"; done
}

named_certificates() { # the files that services are told to show, one a line
  for file in /etc/letsencrypt/live/*/cert.pem; do
    if [ -e "$file" ]; then printf '%s\n' "$file"; fi
  done
  cat /etc/nginx/nginx.conf /etc/nginx/conf.d/*.conf /etc/nginx/sites-enabled/* |
    sed -n 's/^[[:space:]]*ssl_certificate[[:space:]]\{1,\}\([^;]*\);.*/\1/p' | under /etc/nginx
  cat /etc/apache2/sites-enabled/* /etc/apache2/conf-enabled/* |
    sed -n 's/^[[:space:]]*SSLCertificateFile[[:space:]]\{1,\}//p' | under /etc/apache2
  cat /etc/postgresql/*/*/postgresql.conf /etc/postgresql/*/*/conf.d/*.conf |
    sed -n "s/^[[:space:]]*ssl_cert_file[[:space:]=]*'\([^']*\)'.*/\1/p" | grep '^/'
  sed -n 's/^[[:space:]]*smtpd_tls_cert_file[[:space:]=]*//p' /etc/postfix/main.cf | grep '^/'
}

under() { # FOLDER: names without quotes, made whole; one with a variable is no name
  tr -d "\"'" | sed -e 's/[[:space:]]*$//' -e '/\$/d' -e "s|^[^/]|$1/&|"
}

see_certificates() {
  names=$(named_certificates | sort -u | head -n 100)
  say certificates "$(printf '%s' "$names" | grep -c .)"
  if [ -n "$names" ] && ! has openssl; then
    say unread "certificates openssl is not there"
    names=
  fi
  printf '%s\n' "$names" | while IFS= read -r file; do
    [ -n "$file" ] || continue
    ends=$(openssl x509 -noout -enddate -in "$file") || ends=
    case $ends in
      notAfter=*GMT) say certificate "$ends $file" ;;
      *) say certificate "unreadable $file" ;;
    esac
  done
  if [ "$(id -u)" != 0 ]; then say unread "certificates without sudo not all of them may be read"; fi
}

see_backup() { # drplan's agent, each timer's state, and how its service ended last
  if [ -e /usr/local/lib/drplan/agent.pyz ]; then agent=present; else agent=absent; fi
  timers=$(
    for file in /etc/systemd/system/drplan-backup@?*.timer; do
      [ -e "$file" ] || continue
      instance=$(basename "$file" .timer)
      state=$(property "$instance.timer" ActiveState) && result=$(property "$instance.service" Result) || exit 1
      echo "${instance#*@} $state $result"
    done
  ) || {
    say unread "backup systemd does not answer"
    return
  }
  say backup "$agent $(printf '%s' "$timers" | grep -c .)"
  printf '%s\n' "$timers" | while IFS= read -r timer; do
    if [ -n "$timer" ]; then say timer "$timer"; fi
  done
}

property() { # UNIT PROPERTY
  answer=$(timeout 10 systemctl show --property "$2" "$1") && printf '%s' "${answer#*=}"
}

see_units() {
  if failed=$(timeout 10 systemctl list-units --state=failed --no-legend --plain --full); then
    say units "$(printf '%s' "$failed" | grep -c .)"
    printf '%s\n' "$failed" | cut -d ' ' -f 1 | head -n 20 | while IFS= read -r unit; do
      if [ -n "$unit" ]; then say unit "$unit"; fi
    done
  else
    say unread "units systemd does not answer"
  fi
}

live </dev/null 2>/dev/null
