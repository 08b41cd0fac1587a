/// Docker's networks and containers. What is ours is known by the label `vxloom`, and a place on a
/// network that we gave to another's container by a driver option of that name.
let dockerPreamble = #"""
  # The bridges of networks of ours, and the addresses that Docker gives to bridges, one a line.
  own_bridges=$newline gateways=$newline

  need_docker() {
    if [ -z "$(command -v docker 2>/dev/null)" ]; then
      say "error: no docker in PATH"
      exit 69
    fi
    docker_answer=$(docker version --format '{{.Server.Version}}' 2>&1 </dev/null) && return 0
    say "error: the Docker engine does not answer: $docker_answer"
    case $docker_answer in *'permission denied'*) exit 77 ;; esac
    exit 69
  }

  # line NUMBER TEXT
  line() { printf '%s\n' "$2" | sed -n "$1p"; }

  # network_shown NAME: driver, id, owner, bridge, subnets and gateways of a network, in lines.
  network_shown() {
    network_text=$(docker network inspect --format '{{.Name}}
  {{.Driver}}
  {{.ID}}
  {{index .Labels "vxloom"}}
  {{index .Options "com.docker.network.bridge.name"}}
  {{range .IPAM.Config}}{{.Subnet}} {{end}}
  {{range .IPAM.Config}}{{.Gateway}} {{end}}' "$1" 2>/dev/null </dev/null) || return 0
    # What is no name may be the beginning of an id.
    [ "${network_text%%"$newline"*}" != "$1" ] || printf '%s\n' "${network_text#*"$newline"}"
  }

  # network_bridge NAME BRIDGE: the bridge that the network has, or will have.
  network_bridge() {
    bridge_shown=$(network_shown "$1")
    bridge_name=$(line 4 "$bridge_shown")
    [ -n "$bridge_name" ] ||
      bridge_name=$(line 2 "$bridge_shown" | sed -n 's/^\(.\{12\}\).*/br-\1/p')
    printf '%s\n' "${bridge_name:-$2}"
  }

  # network_problem NAME OWNER SUBNETS GATEWAYS: why the network that is there does not do.
  network_problem() {
    network_found=$(network_shown "$1")
    [ -n "$network_found" ] || return 0
    if [ "$(line 1 "$network_found")" != bridge ]; then echo 'it has no bridge' && return; fi
    for network_word in $3; do
      case " $(line 5 "$network_found") " in *" $network_word "*) continue ;; esac
      echo "it is not $network_word" && return
    done
    [ "$(line 3 "$network_found")" = "$2" ] || return 0
    for network_word in $4; do
      case " $(line 6 "$network_found") " in *" $network_word "*) continue ;; esac
      echo "its gateway is not $network_word" && return
    done
  }

  claim_network() { # NAME OWNER SUBNETS GATEWAYS
    [ "$mode" = apply ] || return 0
    if [ -z "$3$(network_shown "$1")" ]; then
      say "error: this host has no Docker network $1, and no subnet says how to make it"
      exit 2
    fi
    claim_problem=$(network_problem "$@")
    [ -n "$claim_problem" ] || return 0
    say "error: the Docker network $1 is not what is wanted: $claim_problem"
    exit 1
  }

  # unlike THING PROBLEM: what cannot be brought in line.
  unlike() {
    if [ "$mode" = status ]; then step differs "$1: $2" || return 0; fi
    say "error: the Docker $1 is not what is wanted: $2"
    back 1
  }

  network() { # NAME BRIDGE OWNER MTU SUBNETS GATEWAYS
    network_name=$1 network_at=$2 network_owner=$3 network_mtu=$4 network_subnets=$5
    network_gateways=$6
    network_found=$(network_shown "$1")
    network_given=$6
    [ -z "$network_found" ] || network_given=$(line 6 "$network_found")
    for network_word in $network_given; do
      gateways="$gateways$2 ${network_word%%/*}$newline"
    done
    if [ -n "$network_found" ]; then
      [ "$(line 3 "$network_found")" != "$3" ] || own_bridges=$own_bridges$2$newline
      network_differs=$(network_problem "$1" "$3" "$5" "$6")
      if [ -n "$network_differs" ]; then
        unlike "network $1" "$network_differs"
      else
        step ok "network $1"
      fi
      return 0
    fi
    own_bridges=$own_bridges$2$newline
    set --
    case $network_subnets in *:*) set -- --ipv6 ;; esac
    for network_word in $network_subnets; do set -- "$@" --subnet "$network_word"; done
    for network_word in $network_gateways; do set -- "$@" --gateway "$network_word"; done
    set -- "$@" --opt "com.docker.network.bridge.name=$network_at"
    [ -z "$network_mtu" ] || set -- "$@" --opt "com.docker.network.driver.mtu=$network_mtu"
    inverse docker network rm "$network_name"
    step missing "network $network_name" \
      docker network create "$@" --label "vxloom=$network_owner" "$network_name"
  }

  # container_shown NAME NETWORK: owner, image and whether it runs, in lines; where it is on the
  # network, two more: our mark and the MAC, and its addresses, those that were asked for first.
  container_shown() {
    container_text=$(docker container inspect --format '{{.Name}}
  {{index .Config.Labels "vxloom"}}
  {{.Config.Image}}
  {{.State.Running}}
  {{range $name, $at := .NetworkSettings.Networks}}at {{if $at.DriverOpts}}{{index $at.DriverOpts "vxloom"}}{{end}},{{$at.MacAddress}} {{with $at.IPAMConfig}}{{.IPv4Address}} {{.IPv6Address}} {{end}}{{$at.IPAddress}} {{$at.GlobalIPv6Address}} /{{$name}}
  {{end}}' "$1" 2>/dev/null </dev/null) || return 0
    [ "${container_text%%"$newline"*}" = "/$1" ] || return 0
    printf '%s\n' "$container_text" | sed -n '2,4p'
    printf '%s\n' "$container_text" | sed -n '5,$p' | while read -r container_at; do
      [ "${container_at#*" /"}" = "$2" ] || continue
      container_at=${container_at#at }
      container_at=${container_at%%" /"*}
      printf '%s\n' "${container_at%% *}" "${container_at#* }"
    done
  }

  # container_problem IMAGE OWNER MAC|'' TEXT ADDRESS…: why the container that is there does not do.
  container_problem() {
    problem_image=$1 problem_owner=$2 problem_mac=$3 problem_text=$4
    shift 4
    problem_ours=no
    [ "$(line 1 "$problem_text")" != "$problem_owner" ] || problem_ours=yes
    if [ "$problem_ours" = yes ] && [ -n "$problem_image" ] &&
      [ "$(line 2 "$problem_text")" != "$problem_image" ]
    then
      echo 'it is of another image' && return
    fi
    problem_place=$(line 4 "$problem_text")
    if [ -n "$problem_place" ]; then
      for problem_address; do
        case " $(line 5 "$problem_text") " in *" $problem_address "*) continue ;; esac
        [ "$problem_ours" = yes ] || [ "${problem_place%,*}" != "$problem_owner" ] || continue
        echo "its address there is not $problem_address" && return
      done
      case ${problem_place##*,} in "$problem_mac" | '') return 0 ;; esac
    fi
    [ -z "$problem_mac" ] || echo "its MAC is not $problem_mac"
  }

  claim_container() { # NAME IMAGE NETWORK OWNER MAC|'' ADDRESS…
    [ "$mode" = apply ] || return 0
    claim_name=$1 claim_image=$2 claim_owner=$4 claim_mac=$5
    claim_shown=$(container_shown "$1" "$3")
    shift 5
    if [ -z "$claim_shown" ]; then
      [ -z "$claim_image" ] || return 0
      say "error: this host has no container $claim_name"
      exit 2
    fi
    claim_problem=$(container_problem "$claim_image" "$claim_owner" "$claim_mac" "$claim_shown" "$@")
    [ -n "$claim_problem" ] || return 0
    say "error: the container $claim_name is not what is wanted: $claim_problem"
    exit 1
  }

  # connecting VERB NETWORK NAME OWNER ADDRESS…: with the addresses as `docker` takes them.
  connecting() {
    connect_verb=$1 connect_network=$2 connect_name=$3 connect_owner=$4
    shift 4
    connect_count=$#
    for connect_address; do
      case $connect_address in *:*) set -- "$@" --ip6 ;; *) set -- "$@" --ip ;; esac
      set -- "$@" "$connect_address"
    done
    shift "$connect_count"
    "$connect_verb" docker network connect "$@" --driver-opt "vxloom=$connect_owner" \
      "$connect_network" "$connect_name"
  }
  connect_missing() { step missing "$connect_name in $connect_network" "$@"; }

  container() { # NAME IMAGE NETWORK OWNER MAC FIXED ADDRESS…
    container_name=$1 container_image=$2 container_network=$3 container_owner=$4
    container_mac=$5 container_fixed=$6
    container_found=$(container_shown "$1" "$3")
    shift 6
    if [ -z "$container_found" ] && [ -n "$container_image" ]; then
      container_count=$#
      for container_address; do
        case $container_address in *:*) set -- "$@" --ip6 ;; *) set -- "$@" --ip ;; esac
        set -- "$@" "$container_address"
      done
      shift "$container_count"
      inverse docker rm --force --volumes "$container_name"
      step missing "container $container_name" docker run -itd --name "$container_name" \
        --network "$container_network" "$@" --mac-address "$container_mac" \
        --label "vxloom=$container_owner" "$container_image"
      return 0
    fi
    [ "$container_fixed" = yes ] || container_mac=
    container_differs=
    [ -z "$container_found" ] || container_differs=$(container_problem "$container_image" \
      "$container_owner" "$container_mac" "$container_found" "$@")
    if [ -n "$container_differs" ]; then
      unlike "container $container_name" "$container_differs"
      return 0
    fi
    container_state=missing
    if [ -n "$(line 4 "$container_found")" ]; then
      container_state=ok
      container_shown=$(line 5 "$container_found")
      for container_address; do
        case " $container_shown " in *" $container_address "*) ;; *) container_state=differs ;; esac
      done
    fi
    if [ "$container_state" = ok ]; then
      step ok "$container_name in $container_network"
    elif [ "$container_state" = differs ] && [ "$mode" = apply ]; then
      # shellcheck disable=SC2086 # several addresses
      connecting inverse "$container_network" "$container_name" "$container_owner" $container_shown
      run docker network disconnect "$container_network" "$container_name"
    fi
    if [ "$container_state" != ok ]; then
      inverse docker network disconnect "$container_network" "$container_name"
      connecting connect_missing "$container_network" "$container_name" "$container_owner" "$@"
    fi
    [ "$(line 3 "$container_found")" = false ] || return 0
    if [ "$(line 1 "$container_found")" = "$container_owner" ]; then
      inverse docker stop -t 1 "$container_name"
      step differs "$container_name runs" docker start "$container_name"
    else
      say "warning: the container $container_name does not run"
    fi
  }

  # remove_container NAME NETWORK OWNER
  remove_container() {
    container_found=$(container_shown "$1" "$2")
    container_place=$(line 4 "$container_found")
    if [ "$(line 1 "$container_found")" = "$3" ]; then
      run docker rm --force --volumes "$1"
      depth=0
    elif [ -n "$container_place" ] && [ "${container_place%,*}" = "$3" ]; then
      # shellcheck disable=SC2046 # several addresses
      connecting inverse "$2" "$1" "$3" $(line 5 "$container_found" | sed 's/^\([^ ]*\) .*/\1/')
      run docker network disconnect "$2" "$1"
    fi
  }

  # remove_network NAME BRIDGE OWNER
  remove_network() {
    [ "$(line 3 "$(network_shown "$1")")" = "$3" ] || return 0
    if [ "$dry" = no ]; then
      network_rest=$(docker container ls --all --format '{{.Names}}' --filter "network=$1" </dev/null)
      [ -n "$network_rest" ] || network_rest=$("$IP" -d -o link show master "$2" 2>/dev/null |
        sed -n '/ veth /!s/^[0-9]*: *\([^:@]*\)[:@].*/\1/p')
      if [ -n "$network_rest" ]; then
        say "the Docker network $1 stays: $(printf '%s' "$network_rest" | tr '\n' ' ')"
        return 0
      fi
    fi
    run docker network rm "$1"
    depth=0
  }
  """#
