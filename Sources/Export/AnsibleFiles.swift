package import Diagnostics
package import Scripting
import Topology
import Values

/// A roll-out by Ansible: an inventory of the nodes, a playbook that applies and one that removes, and
/// what each node gets. Ansible reads `{{ }}`, patterns and YAML into texts, so names have to be plain.
package struct AnsibleRollOut: Sendable {
  private let owner: String
  private var hosts: [String] = []
  private var files: [EmittedFile] = []

  package init(owner: String) { self.owner = owner }

  /// Adds a node with the files that `systemdFiles` gives for it; what cannot stand in an inventory is
  /// told.
  package mutating func add(
    _ name: Located<String>, ssh: Located<String>?, _ given: [EmittedFile]
  ) -> [Diagnostic] {
    let refusals = refusals(name, ssh)
    guard refusals.isEmpty else { return refusals }
    files += given.map { file in
      var file = file
      file.name = "nodes/\(name.value)\(file.isExecutable ? ".sh" : ".service")"
      return file
    }
    hosts.append("    \"\(name.value)\":")
    if let ssh { hosts += Target(ssh.value).lines.map { "      \($0)" } }
    return []
  }

  package var whole: [EmittedFile] {
    let inventory =
      ["# Made by vxloom.", "all:", hosts.isEmpty ? "  hosts: {}" : "  hosts:"] + hosts
    return [
      EmittedFile(name: "inventory.yml", text: inventory.joined(separator: "\n") + "\n"),
      EmittedFile(name: "apply.yml", text: play("Apply", applyTasks)),
      EmittedFile(name: "remove.yml", text: play("Remove", removeTasks)),
    ] + files
  }

  private func refusals(_ name: Located<String>, _ ssh: Located<String>?) -> [Diagnostic] {
    var refusals = FormatRefusals("Ansible")
    if !isPlainName(name.value) || ["all", "ungrouped", "localhost"].contains(name.value) {
      refusals.refuse(
        "the node `\(printable(name.value))`", name.range,
        because: "an inventory gives the name a meaning of its own", help: "give it another name")
    }
    if let ssh, !ssh.value.utf8.allSatisfy({ isPlain($0) || ":[]".utf8.contains($0) }) {
      refusals.refuse(
        "`\(printable(ssh.value))`", ssh.range, because: "it is no host that Ansible could be told",
        help: "write `user@host`")
    }
    return refusals.diagnostics
  }

  // MARK: The playbooks

  private var script: String { "\(scriptDirectory)/\(owner).sh" }
  private var unit: String { "vxloom-\(owner).service" }

  /// In batches, the first of one host; the first failure ends it.
  private func play(_ verb: String, _ tasks: String) -> String {
    """
    # Made by vxloom. \(verb) on all nodes, in batches, until one fails; `--check` only shows the commands:
    #   ansible-playbook -i inventory.yml \(verb.lowercased()).yml --check
    # With `-e vxloom_unit=true` also for every start of the hosts, by a unit of systemd.
    - name: "\(verb) the overlays of \(owner)"
      hosts: all
      gather_facts: false
      any_errors_fatal: true
      serial: "{{ vxloom_batches | default([1, '25%']) }}"
      tasks:
    \(tasks)
    """
  }

  /// The script itself tells what it would do: it is sent over and run, in check mode too.
  private func dryRun(_ mode: String) -> String {
    """
        - name: Show what would be done
          ansible.builtin.script: "nodes/{{ inventory_hostname }}.sh \(mode) --dry-run"
          check_mode: false
          changed_when: false
          register: vxloom_plan
        - name: The commands
          ansible.builtin.debug:
            var: vxloom_plan.stdout_lines

    """
  }

  private var applyTasks: String {
    dryRun("apply") + """
          - name: Make the directory of the scripts
            ansible.builtin.file:
              path: "\(scriptDirectory)"
              state: directory
              mode: "0755"
          - name: Copy the script
            ansible.builtin.copy:
              src: "nodes/{{ inventory_hostname }}.sh"
              dest: "\(script)"
              mode: "0755"
          - name: Run it
            ansible.builtin.command:
              argv: [/bin/sh, "\(script)", apply]
            register: vxloom_run
            changed_when: "'nothing to change' not in vxloom_run.stdout"
          - name: Copy the unit
            ansible.builtin.copy:
              src: "nodes/{{ inventory_hostname }}.service"
              dest: "/etc/systemd/system/\(unit)"
              mode: "0644"
            when: vxloom_unit | default(false) | bool
          - name: Have it started with the host
            ansible.builtin.systemd:
              name: "\(unit)"
              enabled: true
              daemon_reload: true
            when: vxloom_unit | default(false) | bool

      """
  }

  private var removeTasks: String {
    dryRun("remove") + """
          - name: Have it started no longer
            ansible.builtin.systemd:
              name: "\(unit)"
              enabled: false
            when: vxloom_unit | default(false) | bool
          - name: Take the unit away
            ansible.builtin.file:
              path: "/etc/systemd/system/\(unit)"
              state: absent
            when: vxloom_unit | default(false) | bool
          - name: Take away what the script made
            ansible.builtin.script: "nodes/{{ inventory_hostname }}.sh remove"
            when: not ansible_check_mode
          - name: Take the script away
            ansible.builtin.file:
              path: "\(script)"
              state: absent

      """
  }
}

/// Where SSH finds a host: `user@host`, `host`, or either with a port behind `:`.
private struct Target {
  var lines: [String]

  init(_ text: String) {
    let parts = text.split(separator: "@", maxSplits: 1).map(String.init)
    let user = parts.count == 2 ? parts[0] : nil
    var host = parts.last ?? ""
    lines = []
    let ends = host.split(separator: ":", omittingEmptySubsequences: false).map(String.init)
    if ends.count == 2, let port = UInt16(ends[1]) {
      host = ends[0]
      lines.append("ansible_port: \(port)")
    } else {
      host = host.filter { $0 != "[" && $0 != "]" }
    }
    lines.append("ansible_host: \"\(host)\"")
    if let user {
      lines.append("ansible_user: \"\(user)\"")
      if user != "root" { lines.append("ansible_become: true") }
    }
  }
}
