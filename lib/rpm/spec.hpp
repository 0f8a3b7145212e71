// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <map>
#include <string>
#include <vector>

#include "core/files.hpp"
#include "rpm/nevra.hpp"

namespace rpmworks::rpm {

/// A Source or Patch line of a spec.
struct SpecSource {
  enum class Kind { source, patch };
  Kind kind = Kind::source;
  int number = 0;
  std::string value;  ///< as written, macros expanded: may be a URL
  std::string file;   ///< the file name rpm looks for: what stands after the last '/'
};

/// One binary package that a spec makes.
struct SpecPackage {
  Nevra nevra;
  std::vector<std::string> provides;  ///< explicit ones, as rpm prints them
};

/// What parsing a spec for one target says.
struct SpecInfo {
  std::string name;
  Evr evr;
  std::vector<SpecSource> sources;
  std::string prep;  ///< the %prep script as expanded: shows what folder %setup changes into
  std::vector<std::string> build_requires;
  std::vector<SpecPackage> packages;
  std::vector<std::string> exclusive_arch;
  std::vector<std::string> exclude_arch;
  bool has_changelog = false;

  std::string to_json() const;
  static SpecInfo from_json(const std::string& text);
};

/// A macro set before a spec is parsed: `--define "name value"`.
using Macros = std::map<std::string, std::string>;

/// Parses a spec with librpm. This RUNS WHAT THE SPEC SAYS (`%(…)`, `%{lua:…}`) with the rights of this
/// process: only the sandboxed helper command calls it. Throws Error(invalid) with rpm's messages, and the
/// line where rpm names one.
SpecInfo parse_spec(const fs::path& spec, const Macros& macros, const std::string& target);

}  // namespace rpmworks::rpm
