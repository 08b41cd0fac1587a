/// What is looked at before anything is done: whether it can be done.
let claimsPreamble = #"""
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

  # claim_mac BRIDGE MAC: a bridge of others keeps its MAC, and others rely on it.
  claim_mac() {
    if [ "$mode" != apply ] || ! has '' "$1" || is_ours "$1"; then return 0; fi
    claim_found=$(value link/ether "$(shown '' "$1")") || return 0
    [ "$claim_found" != "$2" ] || return 0
    say "error: the bridge $1 keeps its MAC $claim_found: write mac $claim_found in the recipe"
    exit 1
  }

  # claim_inner NAMESPACE NAME OUTER: the inner end of a veth pair.
  claim_inner() {
    [ "$mode" = apply ] && has_namespace "$1" && has "$1" "$2" || return 0
    claim_index=$(ip_in "$1" -o link show dev "$2" | sed 's/:.*//')
    case $("$IP" -o link show dev "$3" 2>/dev/null) in
      *": $3@if$claim_index: "* | *": $3@$2: "*) return 0 ;;
    esac
    say "error: namespace $1 has a device $2 that this script did not make: rename or delete it"
    exit 1
  }

  # claim_port NAME BRIDGE: a device of the host that becomes a port; $locals are the addresses of
  # the underlay.
  claim_port() {
    [ "$mode" = apply ] || return 0
    claim_name=$1
    claim_shown=$(shown '' "$claim_name")
    [ -n "$claim_shown" ] || return 0
    claim_master=$(value master "$claim_shown")
    [ "$claim_master" != "$2" ] || return 0
    if [ -n "$claim_master" ]; then
      say "error: $claim_name is a port of $claim_master: take it out of there first"
      exit 1
    fi
    claim_held=$("$IP" -o address show dev "$claim_name" 2>/dev/null |
      sed -n 's/^[^ ]* *[^ ]* *inet6\{0,1\} \([^ /]*\).*/\1/p' | tr '\n' ' ')
    for claim_address in $(addresses_of "$claim_name") $locals; do
      claim_address=${claim_address%%/*}
      case " $claim_held" in *" $claim_address "*) ;; *) continue ;; esac
      say "error: $claim_name holds $claim_address: as a bridge port it would lose it"
      exit 1
    done
    case $({
      "$IP" -4 route show table all default
      "$IP" -6 route show table all default
    } 2>/dev/null | sed 's/$/ /') in
      *" dev $claim_name "*)
        say "error: $claim_name carries the default route: as a bridge port it would lose it"
        exit 1 ;;
    esac
  }

  # claim_mtu NAME MTU OVERHEAD DEVICE|'' PEER…: the kernel would clamp in silence what does not fit
  # the underlay device.
  claim_mtu() {
    [ "$mode" = apply ] || return 0
    claim_name=$1 claim_wanted=$2 claim_overhead=$3 claim_device=$4
    shift 4
    if [ -n "$claim_device" ]; then
      claim_most=$(mtu_of "$claim_device" "$claim_overhead") || exit $?
    else
      claim_most=$(route_mtu "$@")
      [ -n "$claim_most" ] || return 0
      claim_most=$((claim_most - claim_overhead))
    fi
    [ "$claim_wanted" -gt "$claim_most" ] || return 0
    say "error: mtu $claim_wanted of $claim_name does not fit the underlay: $claim_most is the most"
    exit 2
  }
  """#
