/// A host in namespaces of its own, as a shell script sees it.
enum Box {
  static let start = links + functions

  /// This host is 192.168.8.100 on enp0s8.
  static let links = """
    ip link set lo up
    ip link add enp0s8 type veth peer name other
    ip link set enp0s8 address 02:00:00:00:00:01; ip link set other address 02:00:00:00:00:02
    for device in enp0s8 other; do
      ip link set $device addrgenmode none; ip link set $device up
    done
    ip address add 192.168.8.100/24 dev enp0s8
    ip address add fd00:8::100/64 dev enp0s8 nodad
    # The kernel puts the address to use when it has seen the carrier.
    tries=0; until ip -6 route show table local | grep -q fd00:8::100 || [ $tries = 100 ]; do
      tries=$((tries + 1)); sleep 0.05
    done

    """

  /// `snapshot` prints all of the host's state, as `ip` and `bridge` show it; `same NAME` fails where
  /// it is not what it was when `keep NAME` ran.
  static let functions = """
    inside() {
      ip -d link; ip address | sed 's/valid_lft.*//'; ip route show table all
      ip -6 route show table all; bridge fdb; ip neigh show nud permanent
    }
    snapshot() {
      inside
      for name in $(ip netns list | sed 's/ .*//' | sort); do
        echo "namespace $name"
        ip netns exec "$name" sh -c 'ip -d link; ip address; ip route show table all' \\
          | sed 's/valid_lft.*//'
      done
    }
    # Timers count on by themselves, the carrier follows in its own time and with it the kernel's route for
    # multicast, and what a bridge could offload is the least of what its ports ever could.
    state() {
      snapshot | sed -E 's/[a-z_]+_timer +[0-9.]+//g
        \\#^multicast ff00::/8 .* proto kernel #d
        s/NO-CARRIER,|,LOWER_UP| linkdown| state [A-Za-z]+| qdisc no[a-z]+|tso_max_size [0-9]+//g'
    }
    # Addresses take their time, also those of devices that are not ours.
    keep() {
      tries=0
      while state >"/run/$1.state"; grep -q tentative "/run/$1.state" && [ $tries -lt 50 ]; do
        sleep 0.1; tries=$((tries + 1))
      done
    }
    same() {
      tries=0
      while state >/run/now.state; ! cmp -s "/run/$1.state" /run/now.state && [ $tries -lt 20 ]; do
        sleep 0.1; tries=$((tries + 1))
      done
      diff "/run/$1.state" /run/now.state
    }
    V() { status=0; "$V" "$@" || status=$?; echo "status $status"; }

    """

  /// `host NODE` makes of this host one for a node of `$file`: the underlay devices and addresses
  /// that its plain commands name. `settled` is what `vxloom state` prints, without aliases.
  static let node = """
    ip link set lo up
    host() {
      plain=$("$V" emit -q --format plain --node "$1" "$file")
      locals=$(printf '%s\\n' "$plain" | sed -n 's/.* local \\([^ ]*\\).*/\\1/p' | sort -u)
      devices=$(printf '%s\\n' "$plain" | sed -n 's/.* type vxlan.* dev \\([^ ]*\\).*/\\1/p' | sort -u)
      for device in ${devices:-underlay}; do
        ip link add "$device" type veth peer name far
        for end in "$device" far; do ip link set "$end" addrgenmode none up; done
      done
      for local in $locals; do
        case $local in
          *:*) ip address add "$local/64" dev "$device" nodad ;;
          *) ip address add "$local/24" dev "$device" ;;
        esac
      done
    }
    settled() { at_rest | sed -E "s/ alias '[^']*'( name [^ ]*)?//" | without_spanning; }
    # With STP a bridge has no carrier before a port forwards, which takes twice its forward delay, and
    # its ageing time is another while the topology changes (br_stp.c).
    without_spanning() {
      awk '{ lines[NR] = $0 }
        / bridge / && / stp_state 1 / { spanning[$2] = 1 }
        END { for (number = 1; number <= NR; number++) {
          line = lines[number]; count = split(line, words, " "); skip = 0
          if (words[1] == "link" && words[2] in spanning) sub(/ ageing_time [0-9]+/, "", line)
          if (line ~ /fe80:|ff00::|33:33:ff:/)
            for (word = 2; word <= count && word < 6; word++) if (words[word] in spanning) skip = 1
          if (!skip) print line
        } }'
    }

    """ + atRest

  /// `at_rest` prints what `vxloom state` does once nothing moves any more.
  static let atRest = """
    for scope in all default; do echo 0 >/proc/sys/net/ipv6/conf/$scope/accept_dad; done
    # Devices with a carrier that have no link-local address yet: the kernel may tell itself of a carrier
    # only a second later (`linkwatch_schedule_work` in net/core/link_watch.c).
    expecting() { # `ip` for a namespace
      given=" $("$@" -6 -o address show scope link | cut -d ' ' -f 2 | tr '\\n' ' ')"
      for device in $("$@" -o -d link show up |
        sed -n 's/^[0-9]*: \\([^:@]*\\)[:@].*LOWER_UP.*addrgenmode eui64.*/\\1/p'); do
        case $device$given in 'lo '* | *" $device "*) ;; *) echo "$device" ;; esac
      done
    }
    moving() {
      expecting ip
      for space in $(ip netns list | cut -d ' ' -f 1); do expecting ip -n "$space"; done
    }
    at_rest() {
      former=; tries=0
      while [ $tries -lt 60 ]; do
        sleep 0.1; now=$("$V" state); tries=$((tries + 1))
        case $now$(moving | sed 's/.*/tentative/') in
          *tentative*) continue ;;
          "$former") break ;;
        esac
        former=$now
      done
      printf '%s\\n' "$now"
    }

    """
}
