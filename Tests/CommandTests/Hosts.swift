/// Two hosts on one cable: each a network and a mount namespace.
enum Hosts {
  /// a is 192.168.8.101, and fd00:8::101, on eth0; b is 102. `on HOST COMMAND…` runs in one, and
  /// `V HOST COMMAND…` prints its status as well. /run/two.vxl joins them.
  static let start = """
    for host in a b; do
      mkdir /run/$host
      unshare -n -m sh -c "mount -t tmpfs tmpfs /run/netns
        echo \\$\\$ >/run/$host/holder; exec sleep 300" </dev/null >/dev/null 2>&1 &
      tries=0
      until [ -s /run/$host/holder ]; do
        tries=$((tries + 1)); [ $tries -lt 500 ]; sleep 0.02
      done
    done
    held=
    trap 'kill $held $(cat /run/a/holder /run/b/holder)' EXIT
    on() {
      on_host=$1; shift
      nsenter -n -m -t "$(cat /run/$on_host/holder)" -- "$@"
    }
    V() { status=0; on "$@" || status=$?; echo "status $status"; }
    ip link add eth0 netns $(cat /run/a/holder) type veth \\
      peer name eth0 netns $(cat /run/b/holder)
    number=101
    for host in a b; do
      on $host sh -c "
        for scope in all default eth0; do echo 0 >/proc/sys/net/ipv6/conf/\\$scope/accept_dad; done
        ip link set lo up
        ip address add 192.168.8.$number/24 dev eth0
        ip address add fd00:8::$number/64 dev eth0 nodad
        ip link set eth0 up"
      number=102
    done
    cat >/run/two.vxl <<'END'
    overlay 42 dev eth0 bridge br0 subnet 10.20.1.0/24 <
      a 192.168.8.101 -> .1 < netns web -> .11 >
      b 192.168.8.102 -> .2 < netns web -> .12 >
    >
    END
    # Runs in a host until the script ends, and the last one until `release`.
    begin() { # HOST COMMAND…
      on_host=$1; shift
      nsenter -n -m -t "$(cat /run/$on_host/holder)" -- "$@" </dev/null >/dev/null 2>&1 &
      held="$held $!"
    }
    release() { kill ${held##* }; wait ${held##* } || true; held=${held% *}; }
    # Something that holds a UDP port on a host.
    hold() { # HOST PORT
      begin $1 perl -MSocket -e 'socket(S, PF_INET, SOCK_DGRAM, 0);
        bind(S, sockaddr_in($ARGV[0], INADDR_ANY)) or die $!;
        open(F, ">", "/run/held"); close(F); sleep 300' $2
      tries=0
      until [ -e /run/held ]; do tries=$((tries + 1)); [ $tries -lt 500 ]; sleep 0.02; done
    }
    both() { for host in a b; do on $host "$V" "$@"; done; }

    """
}
