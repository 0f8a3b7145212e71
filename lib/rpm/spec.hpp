// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
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
  std::string value;       ///< as written, macros expanded: may be a URL
  std::string file;        ///< the file name rpm looks for: what stands after the last '/'
  int line = 0;            ///< where the spec names it; 0 when a macro or an included file does
  bool no_source = false;  ///< NoSource/NoPatch: named by the source package, not carried in it
};

/// One binary package that a spec makes.
struct SpecPackage {
  Nevra nevra;
  std::vector<std::string> provides;  ///< explicit ones, as rpm prints them
  /// Its other explicit dependencies by their tags ("Requires"); only tags that it has.
  std::map<std::string, std::vector<std::string>> dependencies = {};
  /// The digests of its scriptlets by their sections ("%post"); only those that it has.
  std::map<std::string, std::string> scriptlets = {};
};

/// What parsing a spec for one target says.
struct SpecInfo {
  std::string name;
  Evr evr;
  std::vector<SpecSource> sources;
  std::string prep;  ///< the %prep script as expanded: shows what folder %setup changes into
  std::vector<std::string> build_requires;
  std::vector<std::string> build_conflicts;
  std::vector<SpecPackage> packages;
  std::vector<std::string> exclusive_arch;
  std::vector<std::string> exclude_arch;
  std::vector<std::string> build_arch;  ///< of the whole spec
  int64_t changelog_time = 0;  ///< of the first entry of %changelog, seconds since 1970; 0 without one
  std::vector<std::string>
      warnings;  ///< rpm's, without "warning: ": "line 3: Possible unexpanded macro in: …"

  std::string to_json() const;
  static SpecInfo from_json(const std::string& text);
};

/// Macros set before a spec is parsed: `--define "name value"`; a name may carry options, as in "name(a:b)".
using Macros = std::map<std::string, std::string>;

/// Parses a spec with librpm, for `target` (rpm's --target) whatever ExclusiveArch says; sources need not
/// exist. A few macros of other distributions get stand-ins (see stand_ins.hpp) unless `macros` has them.
///
/// This RUNS WHAT THE SPEC SAYS (`%(…)`, `%{lua:…}`) with the rights of this process: only the sandboxed
/// helper command calls it. librpm keeps its configuration in globals, so a process makes one call at a time.
/// Throws Error(invalid) at the line that rpm names, with rpm's messages as notes.
SpecInfo parse_spec(const fs::path& spec, const Macros& macros, const std::string& target);

/// What `rpmbuild -bs` does: writes the source package below %{_srcrpmdir} from the spec and the sources in
/// %{_sourcedir}. Runs what the spec says, as parse_spec does. Throws Error(invalid) with rpm's messages.
void write_source_package(const fs::path& spec, const Macros& macros, const std::string& target);

/// What a target's specs are parsed and built with: its own macros, `dist`, and the macros by which specs ask
/// what distribution they are built for, which `dist` tells: "rhel" and "el6" for ".el6", "fedora" and "fc41"
/// for ".fc41". Its own stand before the others.
Macros target_macros(const Macros& own, const std::string& dist);

/// The digest of the macro files that this machine's packages have put into rpm's folder: with others a spec
/// may mean something else.
std::string macro_files_sha256();

/// The version of librpm, which goes into every package it writes.
std::string rpm_version();

}  // namespace rpmworks::rpm
