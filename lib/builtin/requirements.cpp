// SPDX-License-Identifier: GPL-3.0-or-later
#include "builtin/requirements.hpp"

#include <algorithm>

#include "builtin/records.hpp"
#include "core/digest.hpp"

namespace rpmworks::builtin {

namespace {

std::vector<std::string> known_requirements(const engine::BuildRequest& request) {
  std::vector<std::string> requirements = request.srpm().info.build_requires;
  requirements.insert(requirements.end(), request.extra_requires.begin(), request.extra_requires.end());
  return sorted_once(std::move(requirements));
}

// Covers the source package and the root that its known requirements make.
std::string found_key(const engine::BuildRequest& request, Parts& parts, Reporter& reporter) {
  const auto initial = parts.roots.set(request, known_requirements(request), reporter);
  Digest digest;
  digest.field(k_engine_version).field(request.srpm().sha256).field(digest_of(initial));
  digest.field(request.target->dist);
  for (const auto& [name, value] : request.target->macros) digest.field(name).field(value);
  return digest.hex();
}

}  // namespace

std::vector<std::string> sorted_once(std::vector<std::string> requirements) {
  std::sort(requirements.begin(), requirements.end());
  requirements.erase(std::unique(requirements.begin(), requirements.end()), requirements.end());
  return requirements;
}

std::vector<std::string> requirements_of(const engine::BuildRequest& request, Parts& parts,
                                         Reporter& reporter) {
  auto found = k_found_requirements.find(parts.store, found_key(request, parts, reporter));
  return found ? std::move(*found) : known_requirements(request);
}

void record_requirements(const engine::BuildRequest& request, const std::vector<std::string>& requirements,
                         Parts& parts, Reporter& reporter) {
  k_found_requirements.put(parts.store, found_key(request, parts, reporter), requirements);
}

}  // namespace rpmworks::builtin
