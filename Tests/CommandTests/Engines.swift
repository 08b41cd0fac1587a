import Foundation

/// Two real Docker engines on this machine, joined by a cable.
enum Engines {
  /// The hosts a (172.31.0.106) and b (172.31.0.107) are network and mount namespaces; `on HOST …`
  /// runs a command in one, where `docker` speaks to its engine. `keep NAME` and `same NAME` compare
  /// the state of both. All processes are in a process namespace that ends with the script, all
  /// files on a file system that ends with it.
  static let start = """
    # The client of the engine's own version comes first.
    PATH=/usr/sbin:/usr/bin:/sbin:/bin:$PATH
    mount --make-rprivate /
    mount -t tmpfs tmpfs /run
    engine() { # HOST ADDRESS
      mkdir -p "/run/$1"
      unshare -n -m sh -c "echo \\$\\$ >/run/$1/holder; exec sleep 1000" </dev/null &
      until [ -s "/run/$1/holder" ]; do sleep 0.02; done
      eval "holder_$1=$(cat "/run/$1/holder")"
      ip link add "cable-$1" type veth peer name eth0 netns "$(cat "/run/$1/holder")"
      ip link set "cable-$1" master fabric up
      on "$1" sh -c "ip link set lo up; ip address add $2/24 dev eth0; ip link set eth0 up"
      on "$1" dockerd --data-root "/run/$1/data" --exec-root "/run/$1/exec" \\
        --pidfile "/run/$1/pid" -H "unix:///run/$1/socket" --storage-driver vfs \\
        --cgroup-parent "$group" >"/run/$1/log" 2>&1 </dev/null &
    }
    on() { # HOST COMMAND…
      eval "on_holder=\\$holder_$1"
      on_socket=unix:///run/$1/socket
      shift
      DOCKER_HOST=$on_socket nsenter -n -m -t "$on_holder" -- "$@"
    }
    ready() { # HOST
      tries=0
      until on "$1" docker version >/dev/null 2>&1; do
        tries=$((tries + 1))
        if [ $tries = 300 ]; then tail -n 5 "/run/$1/log" >&2; exit 99; fi
        sleep 0.1
      done
      mkdir -p "/run/$1/image/bin"
      cp "$(command -v busybox)" "/run/$1/image/bin/busybox"
      ln -s busybox "/run/$1/image/bin/sh"
      ln -s busybox "/run/$1/image/bin/ping"
      tar -C "/run/$1/image" -c . |
        on "$1" docker import --change 'CMD ["/bin/sh"]' - busybox >/dev/null
    }
    state() { # HOST
      on "$1" sh -c 'ip -d link; ip address | sed "s/valid_lft.*//"; ip route show table all
        docker network inspect $(docker network ls --quiet --no-trunc)
        docker container ls --all --no-trunc --format "{{.ID}} {{.Names}} {{.State}}"
        iptables -S; iptables -t nat -S' | sed -E 's/[a-z_]+_timer +[0-9.]+//g
          s/NO-CARRIER,|,LOWER_UP| state [A-Z]+| linkdown|tso_max_size [0-9]+//g
          /^ *$|fe80::|ff00::/d; / mac |metric 256/d; / tentative/d'
    }
    keep() { for host in a b; do state $host >"/run/$host/$1.state"; done; }
    same() {
      for host in a b; do
        state $host >/run/now.state; diff "/run/$host/$1.state" /run/now.state
      done
    }
    V() { status=0; on "$@" || status=$?; echo "status $status"; }
    ip link set lo up
    ip link add fabric type bridge; ip link set fabric up
    engine a 172.31.0.106; engine b 172.31.0.107
    ready a; ready b
    cp "$R/samples/14-docker-networks.vxl" /run/lan.vxl

    """

  static func run(_ script: String) throws -> Ending {
    // The control groups of containers outlive them where an engine ends with its namespace.
    let around = """
      group=vxloom-test-$$ status=0; export group
      unshare --mount --net --pid --fork --kill-child --mount-proc -- /bin/sh -euc "$1" || status=$?
      for tree in /sys/fs/cgroup /sys/fs/cgroup/*; do
        [ ! -d "$tree/$group" ] || find "$tree/$group" -depth -type d -exec rmdir {} +
      done
      exit $status
      """
    return try Program.start(
      "/bin/sh", ["-c", around, "sh", start + script], input: nil,
      environment: ["V": Program.path, "R": Program.root.path])
  }

  /// Where they cannot run, the tests are skipped and say why. In continuous integration they fail
  /// instead, unless the machine does not allow it.
  static let areThere: Bool = {
    func fails(_ command: String) -> Bool { (try? Program.shell(command))?.status != 0 }
    var reason: String?
    if fails("test $(id -u) = 0") {
      reason = "they need root"
    } else if fails("unshare --mount --net --pid --fork mount --make-rprivate /") {
      reason = "no namespaces for root here"
    } else if ProcessInfo.processInfo.environment["CI"] != nil {
      return true
    } else if fails("PATH=$PATH:/usr/sbin:/sbin; command -v dockerd && command -v busybox") {
      reason = "dockerd (docker.io) or busybox is not installed"
    } else if let probe = try? run(":"), probe.status != 0 {
      reason = "an engine does not start: \(probe.errors.suffix(400))"
    }
    if let reason { print("skipped: Docker engines: \(reason)") }
    return reason == nil
  }()
}
