/// The stable name of each diagnostic: what `vxloom explain` takes. A name, once published, is
/// neither changed nor given to something else.
package enum Code: String, CaseIterable, Sendable {
  // The text.
  case invalidCharacter = "invalid-character"
  case invalidUTF8 = "invalid-utf8"
  case unterminatedString = "unterminated-string"
  case invalidEscape = "invalid-escape"
  case malformedAddress = "malformed-address"
  case malformedPrefix = "malformed-prefix"
  case malformedMAC = "malformed-mac"
  case malformedInteger = "malformed-integer"
  case malformedHost = "malformed-host"
  case malformedTemplate = "malformed-template"
  case gluedVariable = "glued-variable"
  case foreignSyntax = "foreign-syntax"
  case mergeConflict = "merge-conflict"
  case textTooLarge = "text-too-large"
  // The grammar.
  case expectedToken = "expected-token"
  case missingClose = "missing-close"
  case unmatchedClose = "unmatched-close"
  case missingSeparator = "missing-separator"
  case nestingTooDeep = "nesting-too-deep"
  case unknownOption = "unknown-option"
  case missingValue = "missing-value"
  // Names, recipes, imports.
  case unknownVariable = "unknown-variable"
  case unsetVariable = "unset-variable"
  case duplicateName = "duplicate-name"
  case unusedName = "unused-name"
  case unknownRecipe = "unknown-recipe"
  case recursiveRecipe = "recursive-recipe"
  case unknownArgument = "unknown-argument"
  case duplicateArgument = "duplicate-argument"
  case missingArgument = "missing-argument"
  case unknownType = "unknown-type"
  case missingParameter = "missing-parameter"
  case unknownParameter = "unknown-parameter"
  case importRefused = "import-refused"
  case importCycle = "import-cycle"
  case nameClash = "name-clash"
  case tooManyImports = "too-many-imports"
  case overlaysNotTaken = "overlays-not-taken"
  // Expressions.
  case divisionByZero = "division-by-zero"
  case numberOverflow = "number-overflow"
  case addressOverflow = "address-overflow"
  case indexOutOfRange = "index-out-of-range"
  case tooManySteps = "too-many-steps"
  case textTooLong = "text-too-long"
  // What may stand where.
  case misplacedItem = "misplaced-item"
  case misplacedOption = "misplaced-option"
  case duplicateOption = "duplicate-option"
  case unknownValue = "unknown-value"
  case valueOutOfRange = "value-out-of-range"
  case wrongType = "wrong-type"
  case optionConflict = "option-conflict"
  case optionNeeds = "option-needs"
  case derivedOption = "derived-option"
  case withoutEffect = "without-effect"
  // Nodes and members.
  case duplicateNode = "duplicate-node"
  case duplicateMember = "duplicate-member"
  case missingUnderlay = "missing-underlay"
  case conflictingUnderlay = "conflicting-underlay"
  case unknownNode = "unknown-node"
  case unusedNode = "unused-node"
  case singleMember = "single-member"
  case longFloodList = "long-flood-list"
  case tooManyMembers = "too-many-members"
  case sharedLocal = "shared-local"
  // Peers.
  case unknownPeer = "unknown-peer"
  case peerOfItself = "peer-of-itself"
  case oneSidedPeers = "one-sided-peers"
  case noPeer = "no-peer"
  case hubDoesNotForward = "hub-does-not-forward"
  // Docker.
  case missingDocker = "missing-docker"
  case namespaceInDocker = "netns-in-docker"
  case duplicateContainer = "duplicate-container"
  case sharedGateway = "shared-gateway"
  case missingNetwork = "missing-network"
  case missingContainer = "missing-container"
  case differentNetwork = "different-network"
  case differentContainer = "different-container"
  case dockerRefused = "docker-refused"
  case sharedPool = "shared-pool"
  case networkMTU = "network-mtu"
  case filteredBridge = "filtered-bridge"
  // Control.
  case incompleteTable = "incomplete-table"
  case noBroadcast = "no-broadcast"
  case reservedASN = "reserved-asn"
  case differentASNs = "different-asns"
  case collidingRouterID = "colliding-router-id"
  case ipv6EVPN = "ipv6-evpn"
  // Names.
  case invalidName = "invalid-name"
  case duplicateDevice = "duplicate-device"
  case duplicateNamespace = "duplicate-namespace"
  case reservedDevice = "reserved-device"
  case bridgeIsUnderlay = "bridge-is-underlay"
  case portIsUnderlay = "port-is-underlay"
  case missingBridge = "missing-bridge"
  case bridgeLoop = "bridge-loop"
  // Addresses.
  case duplicateAddress = "duplicate-address"
  case duplicateUnderlay = "duplicate-underlay"
  case duplicateMAC = "duplicate-mac"
  case collidingMAC = "colliding-mac"
  case invalidMAC = "invalid-mac"
  case invalidAddress = "invalid-address"
  case reservedAddress = "reserved-address"
  case outsideSubnet = "outside-subnet"
  case missingSubnet = "missing-subnet"
  case invalidSubnet = "invalid-subnet"
  case assumedLength = "assumed-length"
  case overlappingNetworks = "overlapping-networks"
  case underlayInOverlay = "underlay-in-overlay"
  case mixedFamilies = "mixed-families"
  case invalidGroup = "invalid-group"
  case multicastUnderlay = "multicast-underlay"
  case invalidGateway = "invalid-gateway"
  case noCommonNetwork = "no-common-network"
  // Routes and entries.
  case routeCoversUnderlay = "route-covers-underlay"
  case unreachableGateway = "unreachable-gateway"
  case pointsAtItself = "points-at-itself"
  case duplicateEntry = "duplicate-entry"
  case tooManyEntries = "too-many-entries"
  // VXLAN.
  case vniOutOfRange = "vni-out-of-range"
  case vniZero = "vni-zero"
  case vniInUse = "vni-in-use"
  case portFlagsConflict = "port-flags-conflict"
  case checksumMismatch = "checksum-mismatch"
  case kernelDefaultPort = "kernel-default-port"
  case nothingFillsTable = "nothing-fills-table"
  case missNeverFires = "miss-never-fires"
  case sharedGroup = "shared-group"
  case tooManyGroups = "too-many-groups"
  case multicastTTL = "multicast-ttl"
  case smallMTU = "small-mtu"
  case mtuTooLarge = "mtu-too-large"
  case differentMTUs = "different-mtus"
  // The command line, the files, the host.
  case unreadableFile = "unreadable-file"
  case unwritableFile = "unwritable-file"
  case nodeNotFound = "node-not-found"
  case ownerNeeded = "owner-needed"
  case formatRefuses = "format-refuses"
  case notPermitted = "not-permitted"
  case missingDevice = "missing-device"
  case foreignDevice = "foreign-device"
  case differentDevice = "different-device"
  case unknownMTU = "unknown-mtu"
  case kernelRefused = "kernel-refused"
  case kernelTooOld = "kernel-too-old"
  case undoFailed = "undo-failed"
  case interrupted = "interrupted"
  case locked = "locked"
  case missingTool = "missing-tool"
  case aliasTooLong = "alias-too-long"
  // What keeps hosts from reaching each other.
  case linkDown = "link-down"
  case unheldAddress = "unheld-address"
  case underlayUnreachable = "underlay-unreachable"
  case portTaken = "port-taken"
  case takenVNI = "taken-vni"
  case pathMTU = "path-mtu"
  case noAnswer = "no-answer"
  case noBGP = "no-bgp"
  case sessionDown = "session-down"
  case missingRoute = "missing-route"
  // What a host lacks or does that would hurt.
  case missingModule = "missing-module"
  case filteredPort = "filtered-port"
  case strictReversePath = "strict-reverse-path"
  case checksumOffload = "checksum-offload"
  case policyMAC = "policy-mac"
  case toolTooOld = "tool-too-old"

  package var severity: Severity {
    switch self {
    case .singleMember, .longFloodList, .unknownNode, .unusedNode, .vniZero, .kernelDefaultPort,
      .nothingFillsTable, .missNeverFires, .sharedGroup, .tooManyGroups, .multicastTTL, .smallMTU,
      .unknownMTU, .unusedName, .withoutEffect, .noPeer, .hubDoesNotForward, .sharedGateway,
      .reservedASN, .bridgeLoop, .noCommonNetwork, .sharedLocal, .sharedPool, .networkMTU,
      .filteredBridge, .differentMTUs, .filteredPort, .strictReversePath, .checksumOffload,
      .toolTooOld, .ipv6EVPN:
      .warning
    case .assumedLength, .overlaysNotTaken, .noBroadcast, .policyMAC:
      .note
    case .invalidCharacter, .invalidUTF8, .unterminatedString, .invalidEscape, .malformedAddress,
      .malformedPrefix, .malformedMAC, .malformedInteger, .malformedHost, .malformedTemplate,
      .gluedVariable, .foreignSyntax, .mergeConflict, .textTooLarge, .expectedToken,
      .missingClose, .unmatchedClose, .missingSeparator, .nestingTooDeep, .unknownOption,
      .missingValue, .unknownVariable, .unsetVariable, .duplicateName, .unknownRecipe,
      .recursiveRecipe, .unknownArgument, .duplicateArgument, .missingArgument, .unknownType,
      .missingParameter, .unknownParameter, .importRefused, .importCycle, .nameClash,
      .tooManyImports, .divisionByZero, .numberOverflow, .addressOverflow, .indexOutOfRange,
      .tooManySteps, .textTooLong, .misplacedItem, .misplacedOption, .duplicateOption,
      .unknownValue,
      .valueOutOfRange, .wrongType, .optionConflict, .optionNeeds, .derivedOption,
      .duplicateNode, .duplicateMember, .missingUnderlay, .conflictingUnderlay, .tooManyMembers,
      .invalidName, .duplicateDevice, .duplicateNamespace, .reservedDevice, .bridgeIsUnderlay,
      .portIsUnderlay, .missingBridge, .duplicateAddress, .duplicateUnderlay, .duplicateMAC,
      .collidingMAC, .invalidMAC, .invalidAddress, .reservedAddress, .outsideSubnet,
      .missingSubnet, .invalidSubnet, .overlappingNetworks, .underlayInOverlay, .mixedFamilies,
      .invalidGroup, .multicastUnderlay, .invalidGateway, .routeCoversUnderlay,
      .unreachableGateway, .pointsAtItself, .duplicateEntry, .tooManyEntries, .vniOutOfRange,
      .vniInUse,
      .portFlagsConflict, .checksumMismatch, .mtuTooLarge, .unreadableFile, .unwritableFile,
      .nodeNotFound, .ownerNeeded, .formatRefuses, .notPermitted, .missingDevice, .foreignDevice,
      .differentDevice, .kernelRefused, .kernelTooOld,
      .undoFailed, .interrupted, .locked, .missingTool,
      .aliasTooLong, .unknownPeer, .peerOfItself, .oneSidedPeers, .missingDocker,
      .namespaceInDocker, .duplicateContainer, .incompleteTable, .missingNetwork,
      .missingContainer, .differentNetwork, .differentContainer, .dockerRefused, .linkDown,
      .unheldAddress, .underlayUnreachable, .portTaken, .takenVNI, .pathMTU, .noAnswer,
      .missingModule, .differentASNs, .collidingRouterID, .noBGP, .sessionDown, .missingRoute:
      .error
    }
  }
}
