/// What every script begins with: functions that look at the host, do what is missing, and keep
/// what takes it back. POSIX sh, no `local`: each function's variables bear its name.
let preamble = #"""
  set -f
  LC_ALL=C
  export LC_ALL
  newline='
  '
  mode=apply dry=no replace=no result=0 changes=0 depth=0 pending='' answer='' made=$newline BRIDGE=''

  say() { printf '%s\n' "$*" >&2; }

  # find_tool NAME: its full path; in busybox ash the bare word is an applet that knows no vxlan.
  find_tool() {
    tool_path=$PATH:/usr/local/sbin:/usr/sbin:/sbin
    while [ -n "$tool_path" ]; do
      tool=${tool_path%%:*}/$1
      case $tool_path in *:*) tool_path=${tool_path#*:} ;; *) tool_path= ;; esac
      if [ ! -f "$tool" ] || [ ! -x "$tool" ]; then continue; fi
      case $("$tool" -V 2>&1 </dev/null) in
        *iproute2* | 'bridge utility'*) printf '%s\n' "$tool" && return ;;
      esac
    done
    say "error: no \`$1\` of iproute2 in PATH (that of busybox knows no vxlan)"
    return 69
  }

  # ip_in NAMESPACE WORD…: `ip` in that network namespace; '' is this one.
  ip_in() {
    if [ -n "$1" ]; then "$IP" -n "$@"; else shift && "$IP" "$@"; fi
  }

  # feed LINES: commands of `bridge`; unfeed goes on after one that fails.
  feed() { printf '%s\n' "$1" | "$BRIDGE" -batch -; }
  unfeed() { printf '%s\n' "$1" | "$BRIDGE" -force -batch -; }

  # words WORD…: on one line, quoted as a shell reads them.
  words() {
    words_line=
    for word; do
      case $word in
        '' | *[!A-Za-z0-9_@%+:,./-]*)
          word=\'$(printf '%s\n' "$word" | sed "s/'/'\\\\''/g")\' ;;
      esac
      words_line="$words_line${words_line:+ }$word"
    done
    printf '%s\n' "$words_line"
  }

  # readable COMMAND…: as a person would type it.
  readable() {
    case $1 in
      feed | unfeed) printf '%s\n' "$2" | sed 's/^/bridge /' && return ;;
      ip_in) if [ -n "$2" ]; then shift && set -- ip -n "$@"; else shift 2 && set -- ip "$@"; fi ;;
    esac
    words "$@"
  }

  # What takes the next command back, and the stack of these.
  inverse() { pending=$(words "$@"); }
  push() {
    depth=$((depth + 1))
    eval "undo_$depth=\$1"
  }

  # back STATUS: takes back what has been done, the last first, and exits.
  back() {
    trap '' HUP INT TERM
    back_status=$1 back_command=''
    while [ "$depth" -gt 0 ]; do
      eval "back_command=\$undo_$depth"
      depth=$((depth - 1))
      if ! answer=$(eval "$back_command" 2>&1 </dev/null); then
        back_status=4
        say "error: not undone: $(eval "readable $back_command"): $answer"
      fi
    done
    exit "$back_status"
  }

  interrupted() {
    trap '' HUP INT TERM
    say 'interrupted: undoing what was begun'
    [ -z "$pending" ] || (eval "$pending") >/dev/null 2>&1 </dev/null
    back "$1"
  }

  # refused COMMAND…: the host did not take it; $answer holds its words.
  refused() {
    trap '' HUP INT TERM
    case $1 in feed) [ -z "$pending" ] || (eval "$pending") >/dev/null 2>&1 </dev/null ;; esac
    if [ "$1" = feed ]; then say "error: bridge -batch: $answer"; else
      say "error: $(readable "$@"): $answer"
    fi
    case $answer in
      *'Operation not permitted'*)
        say 'this needs CAP_NET_ADMIN (CAP_SYS_ADMIN too for namespaces): run it as root'
        back 77 ;;
      *'Unknown device type'*)
        say 'the kernel has no devices of this type: is its module installed?'
        back 69 ;;
    esac
    back 2
  }

  # run COMMAND…
  run() {
    changes=$((changes + 1))
    if [ "$dry" = yes ]; then
      pending=
      readable "$@"
    elif answer=$("$@" 2>&1 </dev/null); then
      [ -z "$pending" ] || push "$pending"
      pending=
    else
      refused "$@"
    fi
  }

  # step STATE THING COMMAND…: does what is needed, or with `status` tells; true when it has done it.
  step() {
    step_state=$1 step_thing=$2
    shift 2
    if [ "$mode" = status ]; then
      printf '%-8s %s\n' "$step_state" "$step_thing"
      [ "$step_state" = ok ] || result=1
    elif [ "$step_state" != ok ]; then
      run "$@"
      return 0
    fi
    pending=
    return 1
  }

  # What the host has.
  has() { ip_in "$1" link show dev "$2" >/dev/null 2>&1; }
  has_namespace() {
    case $newline$("$IP" netns list 2>/dev/null | sed 's/ .*//')$newline in
      *"$newline$1$newline"*) return 0 ;;
    esac
    return 1
  }
  alias_of() { "$IP" -o link show dev "$1" 2>/dev/null | tr '\134' '\n' | sed -n 's/^    alias //p'; }
  is_ours() { case $(alias_of "$1") in "$mine"*) return 0 ;; esac; return 1; }
  was_made() { case $made in *"$newline$1$newline"*) return 0 ;; esac; return 1; }

  # shown NAMESPACE NAME: the device as `ip -d link` shows it, in lines, without alias and clocks.
  shown() {
    ip_in "$1" -d -o link show dev "$2" 2>/dev/null | tr '\134' '\n' |
      sed -e '/^    alias /d' -e 's/[a-z_]*_timer *[0-9.]*//g' -e 's/ addrgenmode / \n&/'
  }

  # details KIND NAME: what `ip -d link` shows of the options of that kind.
  details() { shown '' "$2" | sed -n "s/^    $1 \\(.*\\)/ \\1 /p"; }

  # value KEY TEXT: the word after KEY.
  value() {
    case $2 in *" $1 "*) ;; *) return 1 ;; esac
    value_rest=${2#*" $1 "}
    printf '%s\n' "${value_rest%%[ "$newline"]*}"
  }

  is_number() {
    case $1 in
      0x*[!0-9a-fA-F]* | 0x | '') return 1 ;;
      0x*) return 0 ;;
      *[!0-9]*) return 1 ;;
    esac
  }

  # same WANTED SHOWN: whether two values of an option mean the same.
  same() {
    [ "$1" != "$2" ] || return 0
    case $1=$2 in
      0=auto | 0=inherit | 0=unlimited | auto=inherit) return 0 ;;
      0=disabled | 1=listening | 2=learning | 3=forwarding | 4=blocking) return 0 ;;
    esac
    is_number "$1" && is_number "$2" && [ $(($1)) -eq $(($2)) ]
  }

  # holds SETTING DETAILS
  holds() {
    case $1 in
      *' '*)
        if holds_value=$(value "${1%% *}" "$2"); then
          same "${1#* }" "$holds_value"
        else
          case ${1#* } in 0 | 0x0 | 0x00 | 0x0000 | unset | auto | off | 0.0.0.0 | ::) ;; *) return 1 ;; esac
        fi ;;
      no*) case $2 in *" $1 "*) ;; *) return 1 ;; esac ;;
      *) case $2 in *" no$1 "*) return 1 ;; esac ;;
    esac
  }

  # former SETTING DETAILS: how the option is set now, as `ip` takes it.
  former() {
    case $1 in
      *' '*)
        if former_value=$(value "${1%% *}" "$2"); then
          case ${1%% *}=$former_value in
            state=disabled) former_value=0 ;;
            state=listening) former_value=1 ;;
            state=learning) former_value=2 ;;
            state=forwarding) former_value=3 ;;
            state=blocking) former_value=4 ;;
          esac
          printf '%s\n' "${1%% *} $former_value"
        else
          unset_form "${1%% *}"
        fi ;;
      *)
        case $2 in
          *" no${1#no} "*) printf '%s\n' "no${1#no}" ;;
          *) printf '%s\n' "${1#no}" ;;
        esac ;;
    esac
  }

  # standing KIND NAME ALIAS: what stands under that name.
  standing() {
    if ! has '' "$2"; then echo missing && return; fi
    standing_alias=$(alias_of "$2")
    if [ -n "$(shown '' "$2" | sed -n "/^    $1\\( \\|\$\\)/p")" ]; then
      case $standing_alias in
        "$3" | "$3 "*) echo ours && return ;;
        "${3%#*}#"*) echo other && return ;;
      esac
      [ "$1" != bridge ] || { echo joined && return; }
    fi
    echo foreign
  }

  # claim KIND NAME ALIAS: stops before anything is done where the name is taken.
  claim() {
    [ "$mode" = apply ] || return 0
    case $(standing "$@") in
      foreign)
        say "error: a device $2 is there that this script did not make: rename or delete it"
        exit 1 ;;
      other)
        [ "$replace" = no ] || return 0
        say "error: $2 has options that cannot be changed in place: --replace makes it anew"
        exit 1 ;;
    esac
  }

  # note TEXT HOLDER…: in the alias of the first holder that is ours: what to take back later.
  note() {
    [ "$mode" = apply ] || return 0
    note_text=$1
    shift
    for holder; do
      note_alias=$(alias_of "$holder")
      case $note_alias in "$mine"*) ;; *) continue ;; esac
      case " $note_alias " in *" $note_text "* | *" netns:${note_text#lo:} "*) return 0 ;; esac
      inverse ip_in '' link set dev "$holder" alias "$note_alias"
      run ip_in '' link set dev "$holder" alias "$note_alias $note_text"
      return 0
    done
  }

  namespace() { # NAME NOTE HOLDER…
    if has_namespace "$1"; then step ok "namespace $1"; return 0; fi
    namespace_name=$1
    shift
    note "$@"
    inverse ip_in '' netns delete "$namespace_name"
    step missing "namespace $namespace_name" ip_in '' netns add "$namespace_name"
  }

  link() { # KIND NAME ALIAS WORD…
    link_kind=$1 link_name=$2 link_alias=$3
    shift 3
    case $(standing "$link_kind" "$link_name" "$link_alias") in
      ours)
        step ok "$link_kind $link_name"
        link_properties "$link_name" "$@"
        return 0 ;;
      joined) step ok "$link_kind $link_name, not ours"; return 0 ;;
      foreign) step differs "$link_kind $link_name: another device has the name"; return 0 ;;
      other)
        if [ "$mode" = status ]; then
          step differs "$link_kind $link_name: other options"
          return 0
        fi
        link_ports='' link_notes=$(alias_of "$link_name")
        case ${link_notes#*" #"} in
          *' '*) link_alias="$link_alias ${link_notes#*" #"* }" ;;
        esac
        [ "$link_kind" != bridge ] || link_ports=$(ports_of "$link_name")
        discard "$link_kind" "$link_name" ;;
      missing) link_ports= ;;
    esac
    inverse ip_in '' link delete dev "$link_name"
    step missing "$link_kind $link_name" ip_in '' link add dev "$link_name" "$@" || return 0
    made=$made$link_name$newline
    run ip_in '' link set dev "$link_name" alias "$link_alias"
    for port in $link_ports; do run ip_in '' link set dev "$port" master "$link_name"; done
  }

  # discard KIND NAME: deletes a device of ours to make it anew; undoing makes it as it was.
  discard() {
    discard_shown=$(shown '' "$2")
    discard_details=$(details "$1" "$2")
    discard_mac=$(value link/ether "$discard_shown")
    case $1 in
      vxlan)
        discard_entries=$(forwarding "$2" | grep -v ' via ' | entry_lines "$2" undo)
        [ -z "$discard_entries" ] || push "$(words unfeed "$discard_entries")"
            for discard_address in $(addresses_of "$2"); do
          push "$(words ip_in '' address add "$discard_address" dev "$2")"
        done
        is_up "$discard_shown" && push "$(words ip_in '' link set dev "$2" up)"
        discard_master=$(value master "$discard_shown") &&
          push "$(words ip_in '' link set dev "$2" master "$discard_master")"
        case $discard_shown in
          *' addrgenmode none '*) push "$(words ip_in '' link set dev "$2" addrgenmode none)" ;;
        esac
        push "$(words ip_in '' link set dev "$2" alias "$(alias_of "$2")")"
        # shellcheck disable=SC2086 # the words are those that `ip` printed
        push "$(words ip_in '' link add dev "$2" address "$discard_mac" \
          mtu "$(value mtu "$discard_shown")" type vxlan $discard_details)" ;;
      *) push "$(words lost "$1" "$2")" ;;
    esac
    run ip_in '' link delete dev "$2"
  }
  lost() { echo "the former $1 $2 has been deleted; run its own recipe again" && return 1; }

  # property NAMESPACE NAME KEY VALUE: `mtu` or `address` of a device.
  property() {
    property_shown=$(shown "$1" "$2")
    [ -n "$property_shown" ] || { property_missing "$@" && return; }
    case $3 in mtu) property_key=mtu ;; *) property_key=link/ether ;; esac
    property_value=$(value "$property_key" "$property_shown")
    if [ "$property_value" = "$4" ]; then step ok "$3 of $2"; return 0; fi
    inverse ip_in "$1" link set dev "$2" "$3" "$property_value"
    step differs "$3 of $2" ip_in "$1" link set dev "$2" "$3" "$4"
  }
  property_missing() { step missing "$3 of $2" ip_in "$1" link set dev "$2" "$3" "$4"; return 0; }

  # link_properties NAME WORD…: those of a device that stands, from the words of its creation.
  link_properties() {
    link_in='' link_of=$1
    shift
    while [ $# -gt 1 ]; do
      case $1 in
        address | mtu) property "$link_in" "$link_of" "$1" "$2" && shift 2 ;;
        netns) link_in=$2 && shift 2 ;;
        peer) link_of=$3 && shift 3 ;;
        type) [ "$2" = veth ] || return 0 && shift 2 ;;
        *) return 0 ;;
      esac
    done
  }

  # settle KIND NAME SETTING…: the options that change in place.
  settle() {
    settle_kind=$1 settle_name=$2
    shift 2
    [ "$settle_kind" = bridge_slave ] || ! was_made "$settle_name" || return 0
    [ "$settle_kind" != bridge ] || is_ours "$settle_name" || return 0
    settle_details=$(details "$settle_kind" "$settle_name")
    settle_state=ok settle_old=
    for setting; do
      holds "$setting" "$settle_details" || settle_state=differs
      settle_old="$settle_old $(former "$setting" "$settle_details")"
    done
    # shellcheck disable=SC2086 # each setting is several words
    inverse ip_in '' link set dev "$settle_name" type "$settle_kind" $settle_old
    # shellcheck disable=SC2048,SC2086
    step "$settle_state" "$settle_kind options of $settle_name" \
      ip_in '' link set dev "$settle_name" type "$settle_kind" $*
  }

  # quiet NAME: no IPv6 link-local address of the kernel's own.
  quiet() {
    case $(shown '' "$1") in
      *' addrgenmode none '*) step ok "addrgenmode of $1" || return 0 ;;
      *' addrgenmode '* | '') ;;
      *) return 0 ;;
    esac
    inverse ip_in '' link set dev "$1" addrgenmode eui64
    step differs "addrgenmode of $1" ip_in '' link set dev "$1" addrgenmode none
  }

  join() { # NAME BRIDGE [NOTE HOLDER…]
    join_name=$1 join_bridge=$2
    shift 2
    join_shown=$(shown '' "$join_name")
    join_master=$(value master "$join_shown")
    if [ "$join_master" = "$join_bridge" ]; then
      step ok "$join_name in $join_bridge"
      return 0
    fi
    [ $# -eq 0 ] || note "$@"
    join_mtu=
    if [ "$mode" = apply ] && has '' "$join_bridge" && ! is_ours "$join_bridge"; then
      # A bridge that is not ours keeps its MAC and its MTU.
      join_bridge_shown=$(shown '' "$join_bridge")
      join_mtu=$(value mtu "$join_bridge_shown")
      run ip_in '' link set dev "$join_bridge" address "$(value link/ether "$join_bridge_shown")"
    fi
    if [ -n "$join_master" ]; then
      inverse ip_in '' link set dev "$join_name" master "$join_master"
    else
      inverse ip_in '' link set dev "$join_name" nomaster
    fi
    step differs "$join_name in $join_bridge" \
      ip_in '' link set dev "$join_name" master "$join_bridge"
    [ -z "$join_mtu" ] || run ip_in '' link set dev "$join_bridge" mtu "$join_mtu"
  }

  # A device of the host that becomes a port; one that is not there is left out with a warning.
  join_port() { # NAME BRIDGE NOTE HOLDER…
    if ! has '' "$1"; then
      say "warning: no device $1 on this host: left out until there is one"
      [ "$mode" != status ] || step missing "port $1"
      return 0
    fi
    join_port_master=$(value master "$(shown '' "$1")")
    if [ -n "$join_port_master" ] && [ "$join_port_master" != "$2" ]; then
      if [ "$mode" = status ]; then step differs "$1 in $2" || return 0; fi
      say "error: $1 is a port of $join_port_master"
      back 2
    fi
    join "$@"
  }

  is_up() { case $1 in *'<UP,'* | *'<UP>'* | *',UP,'* | *',UP>'*) return 0 ;; esac; return 1; }

  up() { # NAMESPACE NAME [NOTE HOLDER…]
    up_in=$1 up_name=$2
    shift 2
    if is_up "$(shown "$up_in" "$up_name")"; then step ok "$up_name is up"; return 0; fi
    [ $# -eq 0 ] || is_ours "$up_name" || note "$@"
    inverse ip_in "$up_in" link set dev "$up_name" down
    step differs "$up_name is up" ip_in "$up_in" link set dev "$up_name" up
  }
  up_port() { ! has '' "$2" || up "$@"; }

  bridge_mtu() { # NAME VALUE
    if has '' "$1" && ! is_ours "$1"; then return 0; fi
    property '' "$1" mtu "$2"
  }

  addresses_of() {
    "$IP" -o address show dev "$1" 2>/dev/null |
      sed -n '/ scope link /!s/^[^ ]* *[^ ]* *inet6\{0,1\} \([^ ]*\) .*/\1/p'
  }

  address() { # NAMESPACE NAME ADDRESS FLAG [NOTE HOLDER…]
    address_in=$1 address_name=$2 address_text=$3 address_flag=$4
    shift 4
    case $(ip_in "$address_in" -o address show dev "$address_name" 2>/dev/null) in
      *" $address_text "*) step ok "address $address_text on $address_name" || return 0 ;;
    esac
    [ $# -eq 0 ] || is_ours "$address_name" || note "$@"
    inverse ip_in "$address_in" address delete "$address_text" dev "$address_name"
    # shellcheck disable=SC2086 # an empty flag is no word
    step missing "address $address_text on $address_name" \
      ip_in "$address_in" address add "$address_text" dev "$address_name" $address_flag
  }

  route() { # NAMESPACE -6|'' DESTINATION via GATEWAY dev NAME
    route_in=$1 route_family=$2
    shift 2
    # shellcheck disable=SC2086 # an empty family is no word
    {
      if [ -n "$(ip_in "$route_in" $route_family route show "$@" 2>/dev/null)" ]; then
        step ok "route $1 $2 $3"
        return 0
      fi
      inverse ip_in "$route_in" $route_family route delete "$@"
      step missing "route $1 $2 $3" ip_in "$route_in" $route_family route add "$@"
    }
  }

  # forwarding NAME: the permanent entries of a device, one a line: MAC dst ADDRESS […].
  forwarding() {
    "$BRIDGE" fdb show dev "$1" 2>/dev/null |
      sed -n '/ dst .* permanent/{/extern_learn/d;s/ dev [^ ]*//;s/ self.*//;s/ permanent.*//;p;}'
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
      sed 's/^fdb [a-z]* \([^ ]*\) dev [^ ]* dst /\1 dst /' | sort -u)
    table_shown=$(forwarding "$1" | sort -u)
    # The kernel's own entry names the underlay device; one without would double every frame.
    case $table_shown in *"$table_flood via "*) table_flood='' ;; esac
    table_missing=$(without "$table_wanted" "$table_shown")
    table_stale=$(without "$table_shown" "$table_wanted$newline$table_flood" | sed '/ via /d')
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

  # least_mtu OVERHEAD PEER…: what the least MTU of the routes to the peers leaves.
  least_mtu() {
    least_overhead=$1 least=
    shift
    for least_found in $(printf 'route get %s\n' "$@" | "$IP" -o -force -batch - 2>/dev/null |
      sed -n -e '/^unreachable\|^prohibit\|^blackhole/d' \
        -e 's/.* mtu \(lock \)\{0,1\}\([0-9]*\).*/\2/p' -e t \
        -e 's/.* dev \([^ ]*\).*/dev:\1/p' | sort -u); do
      case $least_found in
        dev:*) least_found=$(value mtu "$(shown '' "${least_found#dev:}")") || continue ;;
      esac
      [ -n "$least" ] && [ "$least" -le "$least_found" ] || least=$least_found
    done
    if [ -z "$least" ]; then
      say "warning: no route to $1: taking an underlay of 1500 bytes"
      least=1500
    fi
    printf '%s\n' "$((least - least_overhead))"
  }

  # probe KIND WORD…: options that this iproute2 must know.
  probe() {
    probe_kind=$1
    shift
    probe_help=" $("$IP" link help "$probe_kind" 2>&1 </dev/null | tr -c 'a-z0-9_' ' ') "
    for probe_word; do
      case $probe_help in *" $probe_word "*) continue ;; esac
      say "error: this iproute2 is too old: it knows no $probe_kind option \`$probe_word\`"
      exit 69
    done
  }

  # probe_kernel MAJOR MINOR OPTION
  probe_kernel() {
    probe_release=$(uname -r)
    probe_major=${probe_release%%.*}
    probe_minor=${probe_release#*.}
    probe_minor=${probe_minor%%[!0-9]*}
    is_number "$probe_major" && is_number "$probe_minor" || return 0
    [ "$probe_major" -lt "$1" ] || { [ "$probe_major" -eq "$1" ] && [ "$probe_minor" -lt "$2" ]; } ||
      return 0
    say "error: this kernel is too old: \`$3\` needs $1.$2, this is $probe_release"
    exit 69
  }

  ports_of() {
    "$IP" -o link show master "$1" 2>/dev/null | sed 's/^[0-9]*: *\([^:@]*\)[:@].*/\1/'
  }

  # The devices in a namespace other than those that the kernel makes.
  others_in() {
    "$IP" -n "$1" -o link show 2>/dev/null | sed 's/^[0-9]*: *\([^:@]*\)[:@].*/\1/' |
      sed -e '/^lo$/d' -e '/^\(tunl\|gre\|gretap\|erspan\|sit\|ip6tnl\|ip6gre\|ip_vti\|ip6_vti\)0$/d'
  }

  # plain TEXT: the text that stands escaped in an alias.
  plain() {
    plain_rest=$1 plain_text=
    while :; do
      case $plain_rest in *%*) ;; *) break ;; esac
      plain_text=$plain_text${plain_rest%%\%*}
      plain_rest=${plain_rest#*%}
      plain_code=$(printf '%03o' "0x$(printf '%.2s' "$plain_rest")")
      # shellcheck disable=SC2059 # the format is the escape
      plain_text=$plain_text$(printf "\\$plain_code")
      plain_rest=${plain_rest#??}
    done
    printf '%s\n' "$plain_text$plain_rest"
  }

  # take_back NAME: what the alias of a device of ours notes, the last first.
  take_back() {
    is_ours "$1" || return 0
    back_alias=$(alias_of "$1")
    back_master=$(value master "$(shown '' "$1")")
    back_notes=
    case ${back_alias#*" #"} in
      *' '*) for back_note in ${back_alias#*" #"* }; do back_notes="$back_note $back_notes"; done ;;
    esac
    for back_note in $back_notes; do
      back_thing=$(plain "${back_note#*:}")
      case $back_note in
        up:*)
          if is_up "$(shown '' "$back_thing")"; then
            inverse ip_in '' link set dev "$back_thing" up
            run ip_in '' link set dev "$back_thing" down
          fi ;;
        port:*)
          back_bridge=$(value master "$(shown '' "$back_thing")")
          if [ -n "$back_bridge" ] && { [ "$back_bridge" = "$1" ] || [ "$back_bridge" = "$back_master" ]; }
          then
            inverse ip_in '' link set dev "$back_thing" master "$back_bridge"
            run ip_in '' link set dev "$back_thing" nomaster
          fi ;;
        address:*)
          case " $(addresses_of "$back_master" | tr '\n' ' ') " in
            *" $back_thing "*)
              inverse ip_in '' address add "$back_thing" dev "$back_master"
              run ip_in '' address delete "$back_thing" dev "$back_master" ;;
          esac ;;
        lo:*)
          if has_namespace "$back_thing" && [ -z "$(others_in "$back_thing")" ] &&
            is_up "$(shown "$back_thing" lo)"
          then
            inverse ip_in "$back_thing" link set dev lo up
            run ip_in "$back_thing" link set dev lo down
          fi ;;
        netns:*)
          has_namespace "$back_thing" || continue
          back_others=$(others_in "$back_thing")
          if [ "$dry" = no ] && [ -n "$back_others" ]; then
            say "namespace $back_thing stays: there are other devices in it"
          else
            run ip_in '' netns delete "$back_thing"
          fi ;;
      esac
    done
  }

  # delete_all NAME…: the devices of ours among these; several as a group, which takes one grace
  # period of the kernel and not one for each.
  delete_all() {
    delete_count=0 delete_names=
    for delete_name; do
      is_ours "$delete_name" || continue
      delete_names="$delete_names $delete_name"
      delete_count=$((delete_count + 1))
    done
    if [ "$delete_count" -gt 1 ]; then
      delete_group=$((0x56580000))
      while [ -n "$("$IP" -o link show group "$delete_group" 2>/dev/null)" ]; do
        delete_group=$((delete_group + 1))
      done
      for delete_name in $delete_names; do
        inverse ip_in '' link set dev "$delete_name" group default
        run ip_in '' link set dev "$delete_name" group "$delete_group"
      done
      if [ "$dry" = yes ] ||
        [ "$("$IP" -o link show group "$delete_group" | sed -n '$=')" = "$delete_count" ]
      then
        run ip_in '' link delete group "$delete_group"
        depth=0
        return 0
      fi
    fi
    for delete_name in $delete_names; do
      run ip_in '' link delete dev "$delete_name"
      depth=0
    done
  }

  # delete_bridge NAME: one of ours, when no port is left in it.
  delete_bridge() {
    is_ours "$1" || return 0
    if [ "$dry" = no ] && [ -n "$(ports_of "$1")" ]; then
      say "bridge $1 stays: there are other ports in it"
      delete_alias=$(alias_of "$1")
      case ${delete_alias#*" #"} in
        *' '*)
          delete_digest=${delete_alias#*" #"}
          run ip_in '' link set dev "$1" alias "${delete_alias%%" #"*} #${delete_digest%% *}" ;;
      esac
    else
      run ip_in '' link delete dev "$1"
      depth=0
    fi
  }

  usage() {
    cat <<'END'
  Usage: sh FILE [apply | remove | status] [--dry-run] [--replace]

    apply      makes what the recipe says (default); undoes itself when a step fails
    remove     takes away what apply made, and only that
    status     tells what of it stands; exit status 1 when something differs
    --dry-run  prints the commands and changes nothing
    --replace  lets apply delete a device of its own whose options cannot change in place
  END
  }

  main() {
    main_command=
    for argument; do
      case $argument in
        apply | remove | status)
          if [ -n "$main_command" ]; then
            say "error: both $main_command and $argument" && usage >&2
            exit 64
          fi
          main_command=$argument ;;
        --dry-run) dry=yes ;;
        --replace) replace=yes ;;
        --help | -h) usage && exit 0 ;;
        *) say "error: unknown argument $argument" && usage >&2 && exit 64 ;;
      esac
    done
    mode=${main_command:-apply}
    IP=$(find_tool ip) || exit 69
    trap 'interrupted 129' HUP
    trap 'interrupted 130' INT
    trap 'interrupted 143' TERM
    case $mode in
      remove) remove ;;
      *) survey && steps ;;
    esac
    trap '' HUP INT TERM
    case $mode$dry$changes in
      status*) exit "$result" ;;
      applyno0) echo "$title: nothing to change" ;;
      removeno0) echo "$title: nothing to remove" ;;
      applyno*) echo "$title: applied" ;;
      removeno*) echo "$title: removed" ;;
      *yes0) echo "# $title: nothing to do" ;;
    esac
    exit 0
  }
  """#
