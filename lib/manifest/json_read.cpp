// SPDX-License-Identifier: GPL-3.0-or-later
#include <fmt/format.h>

#include "core/json.hpp"
#include "core/json_position.hpp"
#include "core/json_view.hpp"
#include "core/text.hpp"
#include "manifest/manifest.hpp"

namespace rpmworks::manifest {

namespace {

/// The document that is read, for the positions in errors.
struct Document {
  JsonView root;
  const std::string& text;
  const std::string& file;
};

/// Finds the path from a value to another one inside of it, and appends it to `path`; false if it is not
/// there.
bool find_path(const JsonView& from, const JsonView& to, std::vector<std::string>& path) {
  if (from == to) return true;
  bool found = false;
  const auto enter = [&](std::string step, const JsonView& value) {
    if (found) return;
    path.push_back(std::move(step));
    found = find_path(value, to, path);
    if (!found) path.pop_back();
  };
  if (from.is_object()) {
    from.each_member([&](std::string_view name, const JsonView& value) { enter(std::string(name), value); });
  } else if (from.is_array()) {
    size_t at = 0;
    from.each_element([&](const JsonView& value) { enter(std::to_string(at++), value); });
  }
  return found;
}

/// A value of the document. Its path is looked for only when an error needs it.
class Node {
 public:
  Node(const JsonView& json, const Document& document) : m_json(json), m_document(document) {}

  Node operator[](std::string_view key) const {
    if (!m_json.is_object()) throw error("an object was expected here");
    if (const auto value = m_json.find(key)) return {*value, m_document};
    throw error(fmt::format("'{}' is missing", key));
  }

  std::optional<Node> find(std::string_view key) const {
    const auto value = m_json.find(key);
    return value ? std::optional(Node(*value, m_document)) : std::nullopt;
  }

  std::vector<Node> items() const {
    if (!m_json.is_array()) throw error("a list was expected here");
    std::vector<Node> nodes;
    m_json.each_element([&](const JsonView& value) { nodes.emplace_back(value, m_document); });
    return nodes;
  }

  std::string string() const {
    if (!m_json.is_string()) throw error("a text was expected here");
    return std::string(m_json.string());
  }

  /// The member as a text; empty if it is missing.
  std::string text_of(std::string_view key) const {
    const auto member = find(key);
    return member ? member->string() : std::string();
  }

  /// The member as hexadecimal digits; empty if it is missing.
  std::string hex_of(std::string_view key, size_t digits) const {
    const auto member = find(key);
    return member ? member->hex(digits) : std::string();
  }

  std::string hex(size_t digits) const {
    std::string value = string();
    if (value.size() != digits || value.find_first_not_of("0123456789abcdefABCDEF") != std::string::npos)
      throw error(fmt::format("{} hexadecimal digits were expected here", digits));
    return value;
  }

  bool boolean() const {
    if (!m_json.is_bool()) throw error("true or false was expected here");
    return m_json.boolean();
  }

  uint64_t number() const {
    if (!m_json.is_unsigned()) throw error("a non-negative whole number was expected here");
    return m_json.number();
  }

  int64_t time() const {
    const auto seconds = parse_iso_time(string());
    if (!seconds) throw error("a time like 2026-11-23T01:02:03Z was expected here");
    return *seconds;
  }

  /// A path below the release's folder. Rejects paths that lead out of that folder.
  std::string relative_path() const {
    std::string path = string();
    bool plain = !path.empty() && path.front() != '/' && path.find('\0') == std::string::npos;
    for (const auto& part : split(path, '/')) plain = plain && !part.empty() && part != "." && part != "..";
    if (!plain) throw error("a plain relative path was expected here");
    return path;
  }

  Error error(const std::string& what) const {
    std::vector<std::string> path;
    find_path(m_document.root, m_json, path);
    return Error(ExitCode::invalid, fmt::format("this is not the manifest of a release: {}{}", what,
                                                path.empty() ? "" : fmt::format(" (at {})", join(path, "."))))
        .at(position_of_byte(m_document.text, byte_of_value(m_document.text, path), m_document.file))
        .hint(
            "pass the unchanged manifest.json of a release, or what `rpmworks manifest --format json` wrote");
  }

 private:
  JsonView m_json;
  const Document& m_document;
};

bool sha1_from(const Node& node) {
  const auto digests = node.find("digests");
  if (digests && digests->string() != "sha1") throw digests->error("sha1 was expected here");
  return digests.has_value();
}

std::string expired_from(const Node& node) {
  const auto expired = node.find("expired");
  if (!expired) return {};
  std::string rule = expired->string();
  if (rule != "signed-before" && rule != "ignore")
    throw expired->error("signed-before or ignore was expected here");
  return rule;
}

KeyInfo key_from(const Node& node) {
  KeyInfo key{.fingerprint = node["fingerprint"].hex(40),
              .user_id = node["user_id"].string(),
              .file = node["file"].relative_path(),
              .sha256 = node["sha256"].hex(64),
              .created = node["created"].time()};
  if (const auto expires = node.find("expires")) key.expires = expires->time();
  key.expired = expired_from(node);
  key.sha1 = sha1_from(node);
  if (const auto next = node.find("next")) key.next = next->boolean();
  return key;
}

std::string section_from_of(const Node& node) {
  const auto from = node.find("from");
  if (!from) return {};
  std::string kind = from->string();
  if (kind != "builds" && kind != "srpms" && kind != "upstream")
    throw from->error("builds, srpms or upstream was expected here");
  return kind;
}

SectionInfo section_from(const Node& node, bool is_release) {
  SectionInfo section{.path = node["path"].relative_path(), .target = node.text_of("target")};
  section.client = is_release ? node["client"].string() : node.text_of("client");
  section.from = section_from_of(node);
  section.signer = is_release ? node["signer"].hex(40) : node.hex_of("signer", 40);
  if (const auto signers = node.find("signers"))
    for (const auto& item : signers->items()) section.signers.push_back(item.hex(40));
  section.sha1 = sha1_from(node);
  section.repomd_sha256 = is_release ? node["repomd_sha256"].hex(64) : node.hex_of("repomd_sha256", 64);
  section.packages = node["packages"].number();
  section.bytes = node["bytes"].number();
  return section;
}

void require_empty(const Node& node, const std::string& kind) {
  if (!node.string().empty()) throw node.error(fmt::format("an origin of the kind {} has none", kind));
}

FromGit from_git(const Node& node) {
  FromGit git{.url = node["url"].string(),
              .ref = node["ref"].string(),
              .commit = node["commit"].string(),
              .srpm_sha256 = node["srpm_sha256"].string()};
  require_empty(node["upstream"], "git");
  if (const auto verified = node.find("verified"))
    git.verified = {.what = (*verified)["what"].string(),
                    .fingerprint = (*verified)["fingerprint"].hex(40),
                    .time = (*verified)["time"].time()};
  return git;
}

Origin origin_from(const Node& node) {
  const std::string kind = node["kind"].string();
  if (kind == "git") return from_git(node);
  if (kind != "srpm" && kind != "upstream")
    throw node["kind"].error("git, srpm or upstream was expected here");
  require_empty(node["ref"], kind);
  require_empty(node["commit"], kind);
  if (const auto verified = node.find("verified"))
    throw verified->error(fmt::format("an origin of the kind {} has none", kind));
  if (kind == "upstream") {
    require_empty(node["srpm_sha256"], kind);
    return FromUpstream{.upstream = node["upstream"].string(), .url = node["url"].string()};
  }
  require_empty(node["upstream"], kind);
  return FromSourcePackage{.url = node["url"].string(), .srpm_sha256 = node["srpm_sha256"].string()};
}

rpm::Signature signature_from(const Node& node) {
  rpm::Signature signature{.key_id = {},
                           .fingerprint = node["fingerprint"].hex(40),
                           .hash = node["hash"].string(),
                           .created = node["created"].time()};
  signature.key_id = signature.fingerprint.substr(24);
  for (char& c : signature.key_id) c = static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
  return signature;
}

std::vector<rpm::Signature> signatures_from(const Node& node, bool is_release) {
  std::vector<rpm::Signature> signatures;
  // Early manifests had one signature of each package.
  if (const auto one = node.find("signature"); one && !node.find("signatures")) {
    signatures.push_back(signature_from(*one));
    return signatures;
  }
  const Node list = node["signatures"];
  for (const auto& item : list.items()) signatures.push_back(signature_from(item));
  if (is_release && signatures.empty()) throw list.error("a package of a release has at least one");
  return signatures;
}

Entry entry_from(const Node& node, bool is_release) {
  Entry entry;
  const uint64_t epoch = node["epoch"].number();
  entry.nevra = {.name = node["name"].string(),
                 .evr = {.epoch = epoch ? std::to_string(epoch) : "",
                         .version = node["version"].string(),
                         .release = node["release"].string()},
                 .arch = node["arch"].string()};
  if (node["nevra"].string() != entry.nevra.str())
    throw node["nevra"].error(fmt::format(
        "it is not {}, the NEVRA of its name, epoch, version, release and arch", entry.nevra.str()));
  entry.section = node["section"].relative_path();
  // A package of an installed system has no file.
  if (is_release || !node["file"].string().empty()) entry.file = node["file"].relative_path();
  entry.size = node["size"].number();
  if (is_release || !node["sha256"].string().empty()) entry.sha256 = node["sha256"].hex(64);
  entry.sha512 = node.hex_of("sha512", 128);
  entry.header_sha256 = node.hex_of("header_sha256", 64);
  entry.payload_sha256 = node.hex_of("payload_sha256", 64);
  entry.license = node["license"].string();
  entry.license_spdx = node.text_of("license_spdx");
  entry.summary = node["summary"].string();
  entry.vendor = node.text_of("vendor");
  entry.source_rpm = node["source_rpm"].string();
  entry.purl = node.text_of("purl");
  entry.signatures = signatures_from(node, is_release);
  entry.origin = origin_from(node["origin"]);
  if (const auto build = node.find("build"))
    entry.build = {.target = (*build)["target"].string(),
                   .engine = (*build)["engine"].string(),
                   .buildroot_sha256 = (*build)["buildroot_sha256"].string()};
  for (const auto& item : node["required_by"].items()) entry.required_by.push_back(item.string());
  return entry;
}

Withdrawn withdrawn_from(const Node& node) {
  return {.nevra = node["nevra"].string(),
          .section = node["section"].relative_path(),
          .sha256 = node["sha256"].hex(64),
          .release = node["release"].string(),
          .reason = node["reason"].string()};
}

Waiver waiver_from(const Node& node) {
  Waiver waiver{.gate = node["gate"].string(),
                .finding = node["finding"].string(),
                .reason = node["reason"].string(),
                .owner = node["owner"].string(),
                .expires = node["expires"].string()};
  if (!parse_iso_time(waiver.expires + "T00:00:00Z"))
    throw node["expires"].error("a date like 2026-11-23 was expected here");
  return waiver;
}

ReleaseRef release_ref_from(const Node& node) {
  return {.release = node["release"].string(), .manifest_sha256 = node["manifest_sha256"].hex(64)};
}

Supplier supplier_from(const Node& node) {
  return {.name = node.text_of("name"), .url = node.text_of("url"), .contact = node.text_of("contact")};
}

std::string inventory_from(const Node& node) {
  std::string kind = node.string();
  if (kind != "folder" && kind != "repository" && kind != "system" && kind != "lock")
    throw node.error("folder, repository, system or lock was expected here");
  return kind;
}

// The reason why a text cannot be parsed.
Error not_json(const std::string& text, const std::string& file_name) {
  const char* const hint = "pass the unchanged manifest.json of a release";
  try {
    (void)Json::parse(text);
  } catch (const JsonError& failure) {
    // JsonError's text is omitted: it repeats the position in another form.
    return Error(ExitCode::invalid, "this is not JSON")
        .at(position_of_byte(text, failure.byte() ? failure.byte() - 1 : 0, file_name))
        .hint(hint);
  }
  return Error(ExitCode::invalid,
               fmt::format("{} is not a manifest: it has a number that needs more than 64 bits", file_name))
      .hint(hint);
}

}  // namespace

Manifest Manifest::from_json(const std::string& text, const std::string& file_name) {
  const auto json = JsonDocument::parse(text);
  if (!json) throw not_json(text, file_name);
  const Document document{json->root(), text, file_name};
  const Node root(document.root, document);
  if (root["schema"].number() != 1)
    throw root["schema"].error("its schema is not 1").hint("read it with the newer rpmworks that made it");
  Manifest manifest;
  if (const auto inventory = root.find("inventory")) manifest.inventory = inventory_from(*inventory);
  const bool is_release = manifest.inventory.empty();
  manifest.product = root["product"].string();
  manifest.release = root["release"].string();
  manifest.created = root["created"].string();
  if (is_release || !manifest.created.empty()) root["created"].time();
  manifest.tool = root["tool"].string();
  manifest.config_sha256 = root["config_sha256"].string();
  if (const auto lock = root.find("lock_sha256")) manifest.lock_sha256 = lock->hex(64);
  if (const auto signer = root.find("signer")) manifest.signer = signer->hex(40);
  if (const auto supplier = root.find("supplier")) manifest.supplier = supplier_from(*supplier);
  if (const auto previous = root.find("previous")) manifest.previous = release_ref_from(*previous);
  for (const auto& node : root["sections"].items())
    manifest.sections.push_back(section_from(node, is_release));
  if (const auto keys = root.find("keys"))
    for (const auto& node : keys->items()) manifest.keys.push_back(key_from(node));
  for (const auto& node : root["files"].items())
    manifest.files.push_back({.file = node["file"].relative_path(), .sha256 = node["sha256"].hex(64)});
  const auto packages = root["packages"].items();
  manifest.packages.reserve(packages.size());
  for (const auto& node : packages) manifest.packages.push_back(entry_from(node, is_release));
  if (const auto withdrawn = root.find("withdrawn"))
    for (const auto& node : withdrawn->items()) manifest.withdrawn.push_back(withdrawn_from(node));
  if (const auto base = root.find("delta_from")) manifest.delta_from = release_ref_from(*base);
  if (const auto waivers = root.find("waivers"))
    for (const auto& node : waivers->items()) manifest.waivers.push_back(waiver_from(node));
  return manifest;
}

}  // namespace rpmworks::manifest
