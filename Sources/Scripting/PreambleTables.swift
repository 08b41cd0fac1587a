/// Addresses, routes, forwarding tables; what the underlay and this iproute2 can do.
let tablesPreamble = #"""
  addresses_of() {
    "$IP" -o address show dev "$1" 2>/dev/null |
      sed -n '/ scope link /!s/^[^ ]* *[^ ]* *inet6\{0,1\} \([^ ]*\) .*/\1/p'
  }

  # keeps_route LINE FLAGS: an address keeps its route to its network, or the lack of one, as long
  # as it stands. Whether one of others has such a route is theirs, unless we want none.
  keeps_route() {
    case $1:$2 in
      *' noprefixroute'*:*noprefixroute*) return 0 ;;
      *' noprefixroute'*:*)
        [ -n "$address_in" ] || is_ours "$address_name" || return 0
        keeps_way='as noprefixroute' ;;
      *:*noprefixroute*) keeps_way='with a route to its network' ;;
      *) return 0 ;;
    esac
    if [ "$mode" = status ]; then
      step differs "address $address_text on $address_name"
      return 1
    fi
    say "error: $address_text stands on $address_name $keeps_way: take the address away first"
    back 1
  }

  address() { # NAMESPACE NAME ADDRESS FLAGS [NOTE HOLDER…]
    address_in=$1 address_name=$2 address_text=$3 address_flag=$4
    shift 4
    case $gateways in
      *"$newline$address_in$address_name ${address_text%%/*}$newline"*)
        step ok "address $address_text on $address_name" || return 0 ;;
    esac
    address_line=$(ip_in "$address_in" -o address show dev "$address_name" 2>/dev/null |
      grep -F " $address_text ")
    if [ -n "$address_line" ]; then
      keeps_route "$address_line" "$address_flag" || return 0
      step ok "address $address_text on $address_name" || return 0
    fi
    [ $# -eq 0 ] || is_ours "$address_name" || note "$@"
    inverse ip_in "$address_in" address delete "$address_text" dev "$address_name"
    # shellcheck disable=SC2086 # each flag is a word
    step missing "address $address_text on $address_name" \
      ip_in "$address_in" address add "$address_text" dev "$address_name" $address_flag
  }

  # forwarding NAME: the entries of a device that stay, one a line: MAC dst ADDRESS […].
  forwarding() {
    "$BRIDGE" fdb show dev "$1" 2>/dev/null | sed -n '/ dst /{
        / permanent/b keep
        / static/!d
        :keep
        /extern_learn/d
        s/ dev [^ ]*//; s/ self//; s/ permanent//; s/ offload//; s/  *$//; p
      }'
  }

  # entry_lines NAME: entries as commands of `bridge -batch`.
  entry_lines() {
    while read -r entry_mac _ entry_address; do
      case $entry_mac in
        00:00:00:00:00:00 | ?[13579bdf]*) entry_verb=append ;;
        *) entry_verb=replace ;;
      esac
      [ -z "$entry_mac" ] ||
        printf 'fdb %s %s dev %s dst %s\n' "$entry_verb" "$entry_mac" "$1" "$entry_address"
    done
  }
  delete_lines() {
    while read -r entry_mac _ entry_address; do
      [ -z "$entry_mac" ] || printf 'fdb delete %s dev %s dst %s\n' "$entry_mac" "$1" "$entry_address"
    done
  }

  # without LINES OTHERS: the lines that are not among the others.
  without() { printf '%s\n' "$1" "$2" "$2" | sort | uniq -u | sed '/^$/d'; }

  # table NAME [ADDRESS]: the forwarding table of a device, from the here-document; ADDRESS is its
  # remote or group, of which the kernel makes an entry.
  table() {
    table_lines=$(sed '/^#/d')
    table_name=$1 table_flood=${2:+00:00:00:00:00:00 dst $2}
    if [ "$mode" = apply ] && was_made "$1"; then
      [ -z "$table_lines" ] || { pending= && run feed "$table_lines"; }
      return 0
    fi
    table_wanted=$(printf '%s\n' "$table_lines" |
      sed 's/^fdb [a-z]* \([^ ]*\) dev [^ ]* dst /\1 dst /; s/  *$//' | sort -u)
    table_shown=$(forwarding "$1" | sort -u)
    # The kernel's own entry names the underlay device; one without would double every frame.
    case $table_shown in *"$table_flood via "*) table_flood='' ;; esac
    table_missing=$(without "$table_wanted" "$table_shown")
    table_stale=$(without "$table_shown" "$table_wanted$newline$table_flood" | sed '/ via /d; / static/d')
    if [ -z "$table_missing$table_stale" ]; then
      [ -z "$table_lines" ] || step ok "forwarding entries of $1"
      return 0
    fi
    table_old=$(printf '%s\n' "$table_stale" | entry_lines "$table_name")
    table_new=$(printf '%s\n' "$table_missing" | entry_lines "$table_name")
    table_gone=$(printf '%s\n' "$table_stale" | delete_lines "$table_name")
    inverse unfeed "$(printf '%s\n' "$table_missing" | delete_lines "$table_name")$newline$table_old"
    step differs "forwarding entries of $1" \
      feed "$(printf '%s\n' "$table_gone" "$table_new" | sed '/^$/d')"
  }

  # device_of ADDRESS: the underlay device that holds it.
  device_of() {
    device_found=$("$IP" -o address show to "$1" 2>/dev/null |
      sed -n '1s/^[0-9]*: *\([^ ]*\) .*/\1/p')
    case $device_found in
      '') say "error: no device of this host holds $1"; return 2 ;;
      lo) say "error: $1 is on lo, which carries no multicast: write dev in the recipe"; return 2 ;;
    esac
    printf '%s\n' "$device_found"
  }

  # mtu_of DEVICE OVERHEAD: what its MTU leaves.
  mtu_of() {
    mtu_found=$(value mtu "$(shown '' "$1")") ||
      { say "error: no device $1 on this host" && return 2; }
    printf '%s\n' "$((mtu_found - $2))"
  }

  # route_mtu PEER…: the least MTU of the routes to the peers; nothing where there is no route.
  route_mtu() {
    least=
    for least_found in $(printf 'route get %s\n' "$@" | "$IP" -o -force -batch - 2>/dev/null |
      sed -n -e '/^unreachable\|^prohibit\|^blackhole/d' \
        -e 's/.* mtu \(lock \)\{0,1\}\([0-9]*\).*/\2/p' -e t \
        -e 's/.* dev \([^ ]*\).*/dev:\1/p' | sort -u); do
      case $least_found in
        dev:*) least_found=$(value mtu "$(shown '' "${least_found#dev:}")") || continue ;;
      esac
      [ -n "$least" ] && [ "$least" -le "$least_found" ] || least=$least_found
    done
    printf '%s\n' "$least"
  }

  # least_mtu OVERHEAD PEER…: what the least MTU of the routes to the peers leaves.
  least_mtu() {
    least_overhead=$1
    shift
    least=$(route_mtu "$@")
    if [ -z "$least" ]; then
      say "warning: no route to $1: taking an underlay of 1500 bytes"
      least=1500
    fi
    printf '%s\n' "$((least - least_overhead))"
  }

  # before TEXT MAJOR.MINOR: whether a version is an older one; not, where it cannot be read.
  before() {
    before_major=${1%%.*} before_minor=${1#*.}
    before_minor=${before_minor%%[!0-9]*}
    is_number "$before_major" && is_number "$before_minor" || return 1
    [ "$before_major" -lt "${2%.*}" ] ||
      { [ "$before_major" -eq "${2%.*}" ] && [ "$before_minor" -lt "${2#*.}" ]; }
  }

  # probe KIND WORD/VERSION…: options that this iproute2 must know, and the version that has them. A
  # newer one that does not speak of a word is believed to know it.
  probe() {
    probe_kind=$1
    shift
    case $probe_kind in
      fdb) probe_help=$("$BRIDGE" fdb help 2>&1 </dev/null) ;;
      route | neigh) probe_help=$("$IP" "$probe_kind" help 2>&1 </dev/null) ;;
      *) probe_help=$("$IP" link help "$probe_kind" 2>&1 </dev/null) ;;
    esac
    probe_help=" $(printf '%s\n' "$probe_help" | tr -c 'a-z0-9_' ' ') "
    probe_version=$("$IP" -V 2>&1 </dev/null | sed -n 's/.*iproute2-\([^, ]*\).*/\1/p')
    for probe_word; do
      case $probe_help in *" ${probe_word%/*} "*) continue ;; esac
      # Releases before 5.7 bear a date.
      case $probe_version in [0-9]*) before "$probe_version" "${probe_word#*/}" || continue ;; esac
      say "error: the $probe_kind option \`${probe_word%/*}\` needs iproute2 ${probe_word#*/}, and this is ${probe_version:-another}"
      exit 69
    done
  }

  # probe_kernel WORD/VERSION…: as above. The kernels of some distributions have what came later, and
  # do not say so.
  probe_kernel() {
    probe_release=$(uname -r)
    for probe_word; do
      before "$probe_release" "${probe_word#*/}" || continue
      probe_text="\`${probe_word%/*}\` needs Linux ${probe_word#*/}, and this is $probe_release"
      case $probe_release in
        *.el[0-9]* | *-15[0-9][0-9][0-9][0-9].*)
          say "warning: $probe_text, which may have it nevertheless" ;;
        *)
          say "error: $probe_text"
          exit 69 ;;
      esac
    done
  }
  """#
