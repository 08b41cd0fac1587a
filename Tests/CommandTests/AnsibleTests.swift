import Foundation
import Testing

/// `emit --format ansible`: Ansible takes the files, and rolls out what they say, host after host.
@Suite(.enabled(if: has("ansible-playbook"))) struct AnsibleTests {
  @Test(arguments: Program.samples) func ansibleTakesThePlaybooks(_ sample: String) throws {
    try withFolder { folder in
      let ending = try Program.run(["emit", "-q", "--format", "ansible", "-o", folder, sample])
      #expect(ending.status == 0, "\(ending.errors)")
      let checked = try Program.shell(
        """
        cd '\(folder)'; export HOME='\(folder)' LC_ALL=C.UTF-8
        ansible-playbook -i inventory.yml --syntax-check apply.yml remove.yml 2>&1
        ansible-inventory -i inventory.yml --list
        """)
      #expect(checked.status == 0, "\(checked.output)\n\(checked.errors)")
      #expect(!checked.output.contains("WARNING"), "\(checked.output)")
      for node in try Program.firstAndLastNode(sample) {
        #expect(checked.output.contains("\"\(node)\""))
        let script = try String(contentsOfFile: "\(folder)/nodes/\(node).sh", encoding: .utf8)
        #expect(try Program.run(["emit", "-q", "--node", node, sample]).output == script)
      }
    }
  }

  @Test func hostsAreFoundWhereSSHFindsThem() throws {
    func inventory(_ target: String) throws -> [String] {
      try withFolder { folder in
        let recipe = """
          node a 192.0.2.1 ssh "\(target)"
          node "1.5" 192.0.2.2
          node switch 192.0.2.3 foreign
          overlay 42 subnet 10.0.0.0/24 < a -> .1, "1.5" -> .2, switch -> .3 >
          """
        let ending = try Program.run(
          ["emit", "--format", "ansible", "--owner", "x", "-o", folder, "-"], input: recipe)
        #expect(ending.status == 0, "\(ending.errors)")
        #expect(ending.errors.contains("nothing is written for switch"))
        let text = try String(contentsOfFile: "\(folder)/inventory.yml", encoding: .utf8)
        return text.split(separator: "\n").dropFirst(3).map(String.init)
      }
    }
    #expect(
      try inventory("root@host.example") == [
        "    \"a\":", "      ansible_host: \"host.example\"", "      ansible_user: \"root\"",
        "    \"1.5\":",
      ])
    #expect(
      try inventory("admin@192.0.2.9:2222") == [
        "    \"a\":", "      ansible_port: 2222", "      ansible_host: \"192.0.2.9\"",
        "      ansible_user: \"admin\"", "      ansible_become: true", "    \"1.5\":",
      ])
    #expect(
      try inventory("fd00::1") == [
        "    \"a\":", "      ansible_host: \"fd00::1\"", "    \"1.5\":",
      ])
  }

  @Test func whatAnsibleWouldReadOtherwiseIsRefused() throws {
    func refused(_ recipe: String, _ words: String) throws {
      try withFolder { folder in
        let ending = try Program.run(
          ["emit", "--format", "ansible", "--owner", "x", "-o", "\(folder)/out", "-"],
          input: recipe)
        #expect(ending.status == 65)
        #expect(ending.errors.contains("error[format-refuses]: \(words)"), "\(ending.errors)")
        #expect(!FileManager.default.fileExists(atPath: "\(folder)/out"))
      }
    }
    let rest = "192.0.2.1 -> 10.0.0.1/24, b 192.0.2.2 -> 10.0.0.2/24 >"
    try refused("overlay 42 < \"a[1:3]\" \(rest)", "the node `a[1:3]`")
    try refused("overlay 42 < \"{{ x }}\" \(rest)", "the node `{{ x }}`")
    try refused("overlay 42 < all \(rest)", "the node `all`")
    try refused("node a 192.0.2.1 ssh \"{{x}}\"\noverlay 42 < a \(rest)", "`{{x}}`")
    let one = try Program.run(
      ["emit", "--format", "ansible", "--node", "vm1", "-o", "x", "samples/01-point-to-point.vxl"])
    #expect(one.status == 64)
  }

  /// Three hosts on one cable; Ansible comes to them by its connection `local`, through a shell that
  /// enters the host.
  @Test(.enabled(if: hasNamespaces)) func threeHostsAreRolledOut() throws {
    let ending = try Program.isolated(
      """
      mkdir /run/above /run/work /run/home
      mount -t overlay overlay -o lowerdir=/etc,upperdir=/run/above,workdir=/run/work /etc
      mkdir -p /etc/vxloom
      export HOME=/run/home LC_ALL=C.UTF-8 ANSIBLE_PIPELINING=1 ANSIBLE_NOCOLOR=1
      ip link add cable type bridge; ip link set cable up
      for number in 1 2 3; do
        node=node$number
        ip netns add $node; mkdir /run/$node
        ip link add up$number type veth peer name enp0s8 netns $node
        ip link set up$number master cable up
        ip -n $node link set enp0s8 up; ip -n $node link set lo up
        ip -n $node address add 192.168.8.$((99 + number))/24 dev enp0s8
        cat >/run/enter-$node <<X
      #!/bin/sh
      exec unshare -m /bin/sh -c 'mount --bind /run/$node /etc/vxloom
        exec ip netns exec $node /bin/sh "\\$@"' sh "\\$@"
      X
        chmod 755 /run/enter-$node
      done
      "$V" emit -q --format ansible -o /run/out "$R/samples/06-head-end-replication.vxl"
      cd /run/out
      cat >local.yml <<'X'
      all:
        vars: {ansible_connection: local, ansible_shell_executable: "/run/enter-{{ inventory_hostname }}"}
      X
      play() { ansible-playbook -i inventory.yml -i local.yml "$@" >/run/log 2>&1; }
      has() { ip -n $1 link show vxlan0 >/run/shown 2>&1; }
      failed() { echo "failed: $1"; cat /run/log; exit 8; }

      # Check mode shows the commands and does nothing.
      play apply.yml --check || failed check
      grep 'ip link add dev vxlan0' /run/log >/run/shown || failed 'the commands'
      for node in node1 node2 node3; do
        ! has $node || failed "$node has it"; [ -z "$(ls /run/$node)" ] || failed "$node has a file"
      done

      # The first failure ends it.
      ip -n node2 link add vxlan0 type bridge
      ! play apply.yml || failed 'no failure'
      has node1 || failed 'node1 lacks it'; ! has node3 || failed 'node3 has it'
      ip -n node2 link delete vxlan0

      play apply.yml || failed apply
      ip netns exec node1 "$V" verify --node node1 "$R/samples/06-head-end-replication.vxl" >/run/shown \
      || failed verify
      grep -E 'node1 .* changed=0' /run/log >/run/shown || failed 'node1 was changed'
      grep -E 'node3 .* changed=2' /run/log >/run/shown || failed 'node3 was not changed'
      play remove.yml --check || failed 'check of remove'
      has node1 || failed 'check mode removed'
      play remove.yml || failed remove
      for node in node1 node2 node3; do
        ! has $node || failed "$node keeps it"; [ -z "$(ls /run/$node)" ] || failed "$node keeps a file"
      done
      """)
    #expect(ending.status == 0, "\(ending.output)\n\(ending.errors)")
  }
}
