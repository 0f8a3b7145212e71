// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <compare>
#include <string>
#include <string_view>

namespace rpmworks::rpm {

/// Epoch, version and release. An epoch of "" is the same as "0" in comparisons.
struct Evr {
  std::string epoch;
  std::string version;
  std::string release;

  /// "[epoch:]version[-release]"; without an epoch that is empty or 0.
  std::string str() const;
  static Evr parse(std::string_view text);
  /// rpm's own order (rpmvercmp on each part).
  std::weak_ordering operator<=>(const Evr& other) const;
  bool operator==(const Evr& other) const { return std::is_eq(*this <=> other); }
};

/// Whether an architecture is that of source packages: "src", as read_package has it for all of them, or
/// "nosrc", which other programs write for source packages that lack some of their sources.
bool is_source_arch(std::string_view arch);

/// Whether a file has the name of a source package: NAME-VERSION-RELEASE.src.rpm, or .nosrc.rpm. The name
/// proves nothing: if the file exists, use its header (Package::is_source).
bool is_source_file_name(std::string_view file_name);
/// "NAME-VERSION-RELEASE" of such a file name; any other name unchanged.
std::string_view source_file_stem(std::string_view file_name);

/// A package's full name.
struct Nevra {
  std::string name;
  Evr evr;
  std::string arch;  ///< "src" for source packages

  bool is_source() const { return is_source_arch(arch); }

  /// "name-[epoch:]version-release.arch"
  std::string str() const;
  /// The conventional file name: without epoch, with ".rpm".
  std::string file_name() const;
  static Nevra parse(std::string_view text);
  /// Ordered by name, EVR, arch.
  std::weak_ordering operator<=>(const Nevra& other) const;
  bool operator==(const Nevra& other) const { return std::is_eq(*this <=> other); }
};

}  // namespace rpmworks::rpm
