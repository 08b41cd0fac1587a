import Foundation
import Testing

/// Docker networks with two real engines.
@Suite(.serialized, .enabled(if: Engines.areThere)) struct DockerTests {
  private func check(_ script: String, _ lines: [String], _ here: SourceLocation = #_sourceLocation)
    throws
  {
    let ending = try Engines.run(script)
    let text = "\(ending.status): \(ending.output)\n\(ending.errors)"
    #expect(ending.status == 0, "\(text)", sourceLocation: here)
    for line in lines {
      #expect(ending.output.contains(line), "no \(line) in \(text)", sourceLocation: here)
    }
  }

  /// Containers of two hosts reach each other, `apply` twice changes nothing, and `remove` leaves the
  /// engines as they were.
  @Test func containersReachEachOther() throws {
    try check(
      """
      keep before
      for host in a b; do V $host "$V" apply -q /run/lan.vxl; done
      on a docker exec c1 ping -c 2 -w 10 172.18.0.3
      on b docker exec c2 ping -c 2 -w 10 172.18.0.2
      # What is as large as the device takes crosses, and nothing larger leaves.
      on a docker exec c1 ping -c 1 -w 10 -s 1422 172.18.0.3
      on a docker inspect c1 --format 'mac {{.NetworkSettings.Networks.mynetwork.MacAddress}}'
      on a docker network inspect mynetwork --format 'label {{.Labels.vxloom}}'
      V a "$V" verify -q /run/lan.vxl
      on b docker stop -t 0 c2 >/dev/null; V b "$V" verify -q /run/lan.vxl 2>&1
      on b docker start c2 >/dev/null
      keep after
      for host in a b; do V $host "$V" apply /run/lan.vxl; done
      on b "$V" emit --node vm2 /run/lan.vxl >/run/b.sh
      V b dash /run/b.sh
      same after
      V a "$V" plan --remove /run/lan.vxl
      V a "$V" remove --owner other
      V a "$V" remove /run/lan.vxl
      V b "$V" remove --all
      same before
      """,
      [
        "2 packets received", "1 packets received", "mac 02:a6:48:4b:4f:d1", "label lan",
        "all 4 pairs talk\nstatus 0", "172.18.0.3 of vm2/c2 is nowhere: the container does not run",
        "2 of 4 pairs talk", "vm1: nothing to do", "vm2: nothing to do",
        "lan.vxl, vm2: nothing to change",
        "- network    mynetwork\n0 to create, 0 to change, 0 to replace, 3 to delete\nstatus 1",
        "nothing to remove\nstatus 0", "3 deleted\nstatus 0",
      ])
  }

  /// The networks that one can join are completed behind `docker`.
  @Test func tabKnowsTheNetworks() throws {
    try check(
      """
      on a docker network create web-lan >/dev/null; on a docker network create web-wan >/dev/null
      export XDG_STATE_HOME=/run TERM=dumb INPUTRC=/dev/null
      (sleep 2; printf 'overlay 42 docker web\\t\\t\\t'; sleep 3; printf '\\025overlay 42 docker \\t\\t'
        sleep 3; printf '\\025:quit\\n') |
        on a script -qec "$V" /dev/null >/run/shown
      tr -d '\\r' </run/shown
      ! grep -E '^  (none|host) ' /run/shown
      """,
      [
        "docker web-", "  web-lan  a Docker network\n", "  web-wan  a Docker network\n",
        "  bridge   a Docker network\n",
      ])
  }

  /// The same by scripts, in the shells that a host may have.
  @Test func scriptsDoTheSame() throws {
    try check(
      """
      "$V" emit --node vm1 /run/lan.vxl >/run/a.sh; "$V" emit --node vm2 /run/lan.vxl >/run/b.sh
      keep before
      for shell in dash 'busybox ash'; do
        on a $shell /run/a.sh --dry-run
        same before
        V a $shell /run/a.sh; V b $shell /run/b.sh
        on a docker exec c1 ping -c 1 -w 10 172.18.0.3
        keep after
        V a $shell /run/a.sh; V a $shell /run/a.sh status; V a "$V" plan /run/lan.vxl
        same after
        V a $shell /run/a.sh remove --dry-run
        same after
        V a $shell /run/a.sh remove; V b $shell /run/b.sh remove
        same before
      done
      """,
      [
        "lan.vxl, vm1: applied\nstatus 0", "lan.vxl, vm1: nothing to change\nstatus 0",
        "ok       c1 in mynetwork", "vm1: it holds 172.31.0.106 on eth0\n0 to create",
        "docker network rm mynetwork\nstatus 0", "lan.vxl, vm1: removed\nstatus 0",
      ])
  }

  /// A network and containers of others are joined, and left as they were.
  @Test func whatIsThereIsJoined() throws {
    try check(
      """
      on a docker network create --subnet 172.18.0.0/16 'my net:1' >/dev/null
      on b docker network create --subnet 172.18.0.0/16 --gateway 172.18.0.12 \\
        --ip-range 172.18.2.0/24 --opt com.docker.network.driver.mtu=1450 'my net:1' >/dev/null
      for host in a b; do on $host docker run -itd --name db busybox >/dev/null; done
      cat >/run/visit.vxl <<'END'
      overlay 200 dev eth0 docker "my net:1" <
        vm1 172.31.0.106 -> 172.18.0.11/16 < container db -> 172.18.0.2/16 >
        vm2 172.31.0.107 -> 172.18.0.12/16 < container db -> 172.18.0.3/16 >
      >
      END
      keep before
      "$V" emit --node vm1 /run/visit.vxl >/run/a.sh
      V a "$V" apply /run/visit.vxl 2>/run/warnings; V b "$V" apply /run/visit.vxl
      on a docker exec db ping -c 1 -w 10 172.18.0.3
      sed -n 's/^warning/told: warning/p' /run/warnings
      on a ip -o address show | sed -n 's/.*\\(172.18.0.11[^ ]*\\).*/held \\1/p'
      keep after
      V a dash /run/a.sh; same after
      V a "$V" remove /run/visit.vxl; V b "$V" remove /run/visit.vxl
      on a docker network inspect 'my net:1' --format 'endpoints {{len .Containers}}'
      same before
      V a dash /run/a.sh; V a "$V" plan -q /run/visit.vxl; V a dash /run/a.sh remove
      same before
      """,
      [
        "1 packets received",
        "told: warning[shared-gateway]: my net:1 of this host hands out 172.18.0.1",
        "told: warning[shared-pool]", "told: warning[network-mtu]", "held 172.18.0.11/16",
        "visit.vxl, vm1: nothing to change", "endpoints 0",
        "visit.vxl, vm1: applied\nstatus 0\nvm1: it holds 172.31.0.106 on eth0\n0 to create",
      ])
  }

  /// Whatever refuses, nothing is left.
  @Test func whatFailsIsUndone() throws {
    try check(
      """
      "$V" emit --node vm1 /run/lan.vxl >/run/a.sh
      keep before
      both() { V a "$V" apply /run/lan.vxl 2>&1; same $1; V a dash /run/a.sh 2>&1; same $1; }
      # The kernel refuses after Docker's steps: the VNI is taken.
      on a ip link add other type vxlan id 200 dstport 4789; keep taken; both taken
      on a ip link delete other
      # The engine refuses the first step, and the second.
      on a docker network create --subnet 172.18.0.0/24 other >/dev/null; keep pool; both pool
      on a docker network rm other >/dev/null
      on a docker rmi --force busybox >/dev/null; keep image; both image
      # What is there is another.
      on a docker network create --subnet 172.30.0.0/16 mynetwork >/dev/null; keep wrong; both wrong
      on a docker network rm mynetwork >/dev/null
      same before
      # No engine, no command.
      V a env DOCKER_HOST=unix:///nowhere "$V" plan /run/lan.vxl 2>&1
      V a env DOCKER_HOST=unix:///nowhere dash /run/a.sh 2>&1
      V a env DOCKER_HOST=unix:///nowhere "$V" remove --all 2>&1
      mkdir /run/few
      for tool in ip bridge sed grep tr sort uniq wc uname cat env; do
        ln -s "$(command -v $tool)" /run/few/$tool
      done
      shell=$(command -v dash)
      V a env PATH=/run/few "$V" plan /run/lan.vxl 2>&1
      V a env PATH=/run/few "$V" remove /run/lan.vxl 2>&1
      """,
      [
        "error[kernel-refused]", "error[docker-refused]: Docker refused: Pool overlaps",
        "another network has these addresses", "error[docker-refused]: Docker refused: ",
        "error[different-network]: the Docker network mynetwork stands",
        "is not what is wanted: it is not 172.18.0.0/16",
        "error[missing-tool]: the Docker engine does not answer", "\nstatus 69",
        "error: the Docker engine does not answer", "nothing to remove\nstatus 0",
        "error[missing-tool]: the recipe needs the command `docker`",
      ])
  }

  /// A signal comes while the engine is at work: its step ends, and is undone with the others.
  @Test func signalsUndo() throws {
    try check(
      """
      keep before
      for step in 1 2 3 4 5; do
        # The whole process group is asked to stop, as by the keys of a terminal.
        rm -f /run/out
        on a setsid sh -c 'echo $$ >/run/group; exec "$V" apply -v /run/lan.vxl' >/run/out 2>&1 &
        until grep -q 'docker network create' /run/out; do sleep 0.01; done
        sleep 0.0$((step * 2 - 1))
        kill -TERM "-$(cat /run/group)" || :
        wait $! || :
        tail -n 1 /run/out
        same before
        echo "undone $step"
      done
      """, (1...5).map { "undone \($0)" })
  }

  /// Networks and containers of ours that the recipe no longer has are shown, named while they stay,
  /// and go with `--prune`, also after a run that was killed there.
  @Test func whatTheRecipeNoLongerHas() throws {
    try check(
      """
      keep before
      V a "$V" apply -q /run/lan.vxl
      sed 's/container c1/container c9/' /run/lan.vxl >/run/renamed.vxl
      V a "$V" apply --owner lan /run/renamed.vxl 2>&1
      sed 's/container c1 \\(.*\\) -> .2/container c9 \\1 -> .9/' /run/lan.vxl >/run/other.vxl
      V a "$V" apply --owner lan /run/other.vxl 2>&1
      on a docker ps --format 'runs {{.Names}}' | sort
      V a "$V" status -q --owner lan /run/other.vxl
      V a "$V" plan --owner lan /run/other.vxl 2>&1
      V a "$V" apply --owner lan --prune /run/other.vxl 2>&1
      on a docker ps --format 'then {{.Names}}'
      V a "$V" plan -q --owner lan /run/other.vxl 2>&1
      echo 'overlay 7 dev eth0 < vm1 172.31.0.106 -> 10.0.0.1/24
        vm2 172.31.0.107 -> 10.0.0.2/24 >' >/run/none.vxl
      V a "$V" apply --owner lan /run/none.vxl 2>&1
      V a env VXLOOM_FAULT=kill:3 "$V" apply --owner lan --prune /run/none.vxl 2>&1
      V a "$V" plan -q --owner lan /run/none.vxl 2>&1
      V a "$V" apply --owner lan --prune /run/none.vxl 2>&1
      V a "$V" plan -q --owner lan /run/none.vxl 2>&1
      V a "$V" remove -q --owner lan
      same before
      """,
      [
        "the container c1, which the recipe no longer has, holds 172.18.0.2", "\nstatus 1\n",
        "the container c1 is not in the recipe any more, and stays: `--prune` takes it away",
        "runs c1\nruns c9\n", "- container  c1",
        "then c9\nvm1: it holds 172.31.0.106 on eth0\n0 to create, 0 to change, 0 to replace, 0 to delete\nstatus 0",
        "the Docker network mynetwork is not in the recipe any more", "status 137",
        "- network  mynetwork",
      ])
  }

  /// Whatever step fails, the engine is as it was; wherever a run is killed, the next completes.
  @Test func everyFault() throws {
    try check(
      """
      keep before
      fault() { status=0; on a env VXLOOM_FAULT=$1 "$V" $2 >/run/said 2>&1 || status=$?; }
      apply='apply -q /run/lan.vxl' remove='remove -q /run/lan.vxl'
      standing() { on a "$V" plan -q /run/lan.vxl >/run/said 2>&1 || { cat /run/said; exit 9; }; }
      points=0
      for point in 1 2 3 6; do
        fault fail:$point "$apply"; echo "failed $status"; same before
        fault kill:$point "$apply"; echo "killed $status"
        on a "$V" $apply; standing
        on a "$V" $remove; same before
        points=$((points + 2))
      done
      on a "$V" $apply
      point=1
      while fault fail:$point "$remove"; [ $status != 0 ]; do
        echo "failed $status"; standing
        fault kill:$point "$remove"; echo "killed $status"
        on a "$V" $remove; same before
        on a "$V" $apply
        point=$((point + 1)) points=$((points + 2))
      done
      same before
      echo "points $points"
      """, ["failed 2\nkilled 137\n", "points 14"])
  }
}
