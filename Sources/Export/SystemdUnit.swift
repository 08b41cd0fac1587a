import Planning
package import Scripting
import Values

/// A unit around the script of a node: what `apply` of the script makes stands from the moment on that
/// the network is up, and goes when the unit stops.
package func systemdFiles(
  _ script: String, owner: String, node: String, needsDocker: Bool
) -> [EmittedFile] {
  let unit = "vxloom-\(owner).service"
  let path = "\(scriptDirectory)/\(owner).sh"
  let before = ["network-online.target"] + (needsDocker ? ["docker.service"] : [])
  let lines =
    [
      "# Made by vxloom. To have it at every start, as root:",
      "#   install -D -m 755 \(owner).sh \(path)",
      "#   install -m 644 \(unit) /etc/systemd/system/\(unit)",
      "#   systemctl daemon-reload && systemctl enable --now \(unit)",
      "",
      "[Unit]",
      "Description=Overlays of \(owner) on the node \(withoutSpecifiers(node)) (vxloom)",
    ] + before.map { "Wants=\($0)" } + before.map { "After=\($0)" } + [
      "",
      "[Service]",
      "Type=oneshot",
      "RemainAfterExit=yes",
      "ExecStart=/bin/sh \(path) apply",
      "ExecReload=/bin/sh \(path) apply",
      "ExecStop=/bin/sh \(path) remove",
      "",
      "[Install]",
      "WantedBy=multi-user.target",
    ]
  return [
    EmittedFile(name: "\(owner).sh", text: script, isExecutable: true),
    EmittedFile(name: unit, text: lines.joined(separator: "\n") + "\n"),
  ]
}

/// Where the unit looks for the script on the host.
let scriptDirectory = "/etc/vxloom"

/// `%` begins a specifier of systemd (systemd.unit(5)).
private func withoutSpecifiers(_ text: String) -> String {
  printable(text).reduce(into: "") { $0 += $1 == "%" ? "%%" : String($1) }
}
