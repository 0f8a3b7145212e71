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

/// A package's full name.
struct Nevra {
  std::string name;
  Evr evr;
  std::string arch;  ///< "src" for source packages

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
