// SPDX-License-Identifier: GPL-3.0-or-later
#include <fnmatch.h>

#include <algorithm>

#include "solve/selection/rules.hpp"

namespace rpmworks::solve {

// The forms that dnf documents, except those without a name.
Match match(const std::string& pattern, const rpm::Nevra& nevra) {
  // Most packages differ in the part before the first special character.
  const std::string_view literal = std::string_view(pattern).substr(0, pattern.find_first_of("*?[\\"));
  const size_t shared = std::min(literal.size(), nevra.name.size());
  if (nevra.name.compare(0, shared, literal, 0, shared) != 0) return {};
  auto is = [&](const std::string& form) { return ::fnmatch(pattern.c_str(), form.c_str(), 0) == 0; };
  if (is(nevra.name)) return {.matches = true};
  if (is(nevra.name + "." + nevra.arch)) return {.matches = true, .with_arch = true};
  const std::string epoch = nevra.evr.epoch.empty() ? "0" : nevra.evr.epoch;
  for (const std::string& version :
       {nevra.evr.version, nevra.evr.version + "-" + nevra.evr.release, epoch + ":" + nevra.evr.version,
        epoch + ":" + nevra.evr.version + "-" + nevra.evr.release}) {
    const std::string form = nevra.name + "-" + version;
    if (is(form)) return {.matches = true, .with_version = true};
    if (is(form + "." + nevra.arch)) return {.matches = true, .with_arch = true, .with_version = true};
  }
  return {};
}

}  // namespace rpmworks::solve
