// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "core/files.hpp"
#include "core/json.hpp"
#include "rpm/nevra.hpp"

namespace rpmworks::rpm {

/// A Source or Patch line of a spec.
struct SpecSource {
  enum class Kind { source, patch };
  Kind kind = Kind::source;
  int number = 0;
  std::string value;       ///< as written, macros expanded: may be a URL
  std::string file;        ///< the file name that rpm uses: the part after the last '/'
  int line = 0;            ///< line in the spec; 0 if a macro or an included file sets it
  bool no_source = false;  ///< NoSource/NoPatch: listed by the source package but not contained in it
};

/// A binary package of a spec.
struct SpecPackage {
  Nevra nevra;
  std::vector<std::string> provides;  ///< explicit Provides, as rpm prints them
  /// Its other explicit dependencies by tag ("Requires"); only tags that it has.
  std::map<std::string, std::vector<std::string>> dependencies = {};
  /// The digests of its scriptlets by section ("%post"); only sections that it has.
  std::map<std::string, std::string> scriptlets = {};
};

/// The result of parsing a spec for one target.
struct SpecInfo {
  std::string name;
  Evr evr;
  std::vector<SpecSource> sources;
  std::string prep;  ///< the expanded %prep script; shows the folder that %setup enters
  std::vector<std::string> build_requires;
  std::vector<std::string> build_conflicts;
  std::vector<SpecPackage> packages;
  std::vector<std::string> exclusive_arch;
  std::vector<std::string> exclude_arch;
  std::vector<std::string> build_arch;  ///< of the main package
  int64_t changelog_time = 0;  ///< of the first %changelog entry, seconds since 1970; 0 if there is none
  std::vector<std::string>
      warnings;  ///< of rpm, without "warning: ": "line 3: Possible unexpanded macro in: …"

  Json to_json() const;
  /// Throws Error(invalid) for values that no spec can have: the JSON may come from a sandbox.
  static SpecInfo from_json(const Json& json);
};

/// Macros to define before a spec is parsed: `--define "name value"`; a name may include options:
/// "name(a:b)".
using Macros = std::map<std::string, std::string>;

/// Parses a spec with librpm for `target` (rpm's --target), regardless of ExclusiveArch; sources need not
/// exist. Some macros of other distributions get a stand-in definition (see stand_ins.hpp) unless `macros`
/// defines them.
///
/// This RUNS COMMANDS OF THE SPEC (`%(…)`, `%{lua:…}`) with the rights of this process: only the program in
/// the sandbox may call it. librpm keeps its configuration in globals, so only one call at a time per
/// process. Throws Error(invalid) at the line in rpm's message, with rpm's messages as notes.
SpecInfo parse_spec(const fs::path& spec, const Macros& macros, const std::string& target);

/// Like `rpmbuild -bs`: writes the source package below %{_srcrpmdir} from the spec and the sources in
/// %{_sourcedir}. Runs commands of the spec, like parse_spec. Throws Error(invalid) with rpm's messages.
void write_source_package(const fs::path& spec, const Macros& macros, const std::string& target);

/// The macros for parsing and building a target's specs: its own macros, `dist`, and the macros by which
/// specs detect the distribution, derived from `dist`: "rhel" and "el6" for ".el6", "fedora" and "fc41" for
/// ".fc41". Its own macros take precedence.
Macros target_macros(const Macros& own, const std::string& dist);

/// The digest of the macro files in rpm's folder: with other files a spec may give another result.
std::string macro_files_sha256();

/// The version of librpm, which rpm writes into every package.
std::string rpm_version();

}  // namespace rpmworks::rpm
