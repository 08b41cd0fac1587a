/// Namespaces and devices: making them, and bringing those that stand in line.
let devicesPreamble = #"""
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
        address | mtu)
          property "$link_in" "$link_of" "$1" "$2"
          shift 2 ;;
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
    # What holds already is not sent again: some options the kernel refuses then.
    settle_state=ok settle_old='' settle_new=''
    for setting; do
      if holds "$setting" "$settle_details"; then continue; fi
      settle_state=differs settle_new="$settle_new $setting"
      settle_old="$settle_old $(former "$setting" "$settle_details")"
    done
    # shellcheck disable=SC2086 # each setting is several words
    inverse ip_in '' link set dev "$settle_name" type "$settle_kind" $settle_old
    # shellcheck disable=SC2086
    step "$settle_state" "$settle_kind options of $settle_name" \
      ip_in '' link set dev "$settle_name" type "$settle_kind" $settle_new
  }

  # readable_name NAME LONG: a further name for a device that was just made. Kernels and iproute2
  # before 5.5 know none, and do without; it goes with the device.
  readable_name() {
    was_made "$1" || return 0
    if [ "$dry" = yes ]; then run ip_in '' link property add dev "$1" altname "$2"; else
      ip_in '' link property add dev "$1" altname "$2" >/dev/null 2>&1 </dev/null || return 0
    fi
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
    # The kernel gives a loopback device that comes up without an address this one.
    [ "$up_name" != lo ] || has_loopback_address "$up_in" || inverse loopback_down "$up_in"
    step differs "$up_name is up" ip_in "$up_in" link set dev "$up_name" up
  }
  has_loopback_address() {
    case $(ip_in "$1" -o address show dev lo 2>/dev/null) in *' 127.0.0.1/8 '*) return 0 ;; esac
    return 1
  }
  loopback_down() { # NAMESPACE
    ip_in "$1" link set dev lo down || return 1
    ! has_loopback_address "$1" || ip_in "$1" address delete 127.0.0.1/8 dev lo
  }
  up_port() { ! has '' "$2" || up "$@"; }

  bridge_mtu() { # NAME VALUE
    if has '' "$1" && ! is_ours "$1"; then return 0; fi
    property '' "$1" mtu "$2"
  }
  """#
