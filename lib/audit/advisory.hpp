// SPDX-License-Identifier: GPL-3.0-or-later
// What advisories say about packages, whatever format they came in.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "core/json.hpp"
#include "rpm/nevra.hpp"

namespace rpmworks::audit {

/// Whether a package has a vulnerability.
enum class Status { affected, fixed, not_affected, under_investigation };
/// "affected", "fixed", "not affected", "under investigation"
std::string name_of(Status status);

/// Versions from `introduced` (inclusive; none: from the first version) to `fixed` (exclusive) or to
/// `last_affected` (inclusive); without either, all later versions.
struct Range {
  std::optional<rpm::Evr> introduced;
  std::optional<rpm::Evr> fixed;
  std::optional<rpm::Evr> last_affected;
};

/// What an advisory says about the packages of one name.
struct Claim {
  /// Which name of a package `name` is: its own, that of its source package, or one of both.
  enum class Names { binary, source, either };
  std::string name;
  Names names = Names::binary;
  std::string arch;                  ///< empty: every architecture
  std::string distribution;          ///< as the advisory names it: "AlmaLinux:9"; may be empty
  std::string vendor;                ///< namespace of its package URLs: "almalinux"; empty: any
  std::string major;                 ///< major version of an enterprise Linux, "9"; empty: not known
  Status status = Status::affected;  ///< of versions in `ranges` or `versions`
  std::vector<Range> ranges;
  std::vector<std::string> versions;  ///< exactly these
  /// The claim is about each version of the package: there is neither a range nor a version.
  bool is_for_all() const { return ranges.empty() && versions.empty(); }
  std::string reason;  ///< why it is not affected; may be empty
};

/// An advisory: what is known about one or several vulnerabilities.
struct Advisory {
  std::string id;
  std::string type;      ///< "security", "bugfix", …; empty: not known
  std::string severity;  ///< may be empty
  std::string title;
  std::string origin;                ///< the file or section that it is from
  std::vector<std::string> aliases;  ///< other ids: CVE numbers and the like
  std::vector<Claim> claims;
  /// Name of the upstream whose metadata has it: then it is about packages that were taken from there.
  std::string upstream = {};

  /// The vulnerabilities that it is about: its CVE numbers, or without any its own id.
  std::vector<std::string> vulnerabilities() const;
  bool is_about(const std::string& id) const;  ///< whether it has this id or alias; letters have no case
};

Json to_json(const Advisory& advisory);
/// Throws JsonError for a value that to_json does not write.
Advisory advisory_from_json(const Json& json);

/// The facts about a package that advisories are compared with.
struct Subject {
  rpm::Nevra nevra;
  std::string source;  ///< name of its source package; its own name for source packages
  rpm::Evr source_evr;
  std::string vendor;  ///< namespace of its package URL; may be empty
};

/// What a claim says about a package; nothing if it is about others. With `any_vendor`, claims about packages
/// of other vendors count too.
std::optional<Status> status_of(const Claim& claim, const Subject& subject, bool any_vendor);
/// The version in which a claim says that the package is fixed; nothing if it names none.
std::optional<rpm::Evr> fixed_in(const Claim& claim, const Subject& subject);
/// The major version in the dist tag of an enterprise Linux: "9" for 1.el9_2; empty if there is none.
std::string major_of(const rpm::Evr& evr);

}  // namespace rpmworks::audit
