// SPDX-License-Identifier: GPL-3.0-or-later
#include "report/instructions.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <vector>

namespace rpmworks::report {

namespace {

using manifest::Entry;
using manifest::Manifest;
using manifest::SectionInfo;

bool has_binaries(const Manifest& manifest, const SectionInfo& section) {
  return std::ranges::any_of(manifest.packages, [&](const Entry& entry) {
    return entry.section == section.path && !entry.nevra.is_source();
  });
}

std::vector<std::string> targets_of(const Manifest& manifest) {
  std::vector<std::string> targets;
  for (const auto& section : manifest.sections)
    if (std::ranges::count(targets, section.target) == 0) targets.push_back(section.target);
  return targets;
}

// Without characters that dnf refuses in the id of a repository.
std::string repository_id(std::string id) {
  std::ranges::replace(id, '/', '-');
  for (size_t plus = 0; (plus = id.find('+', plus)) != std::string::npos;) id.replace(plus, 1, "plus");
  return id;
}

// Clients of these profiles have yum; dnf came with EL 8.
bool has_yum(const SectionInfo* section) {
  return section && (section->client == "el6" || section->client == "el7");
}

std::string on_a_client(const Manifest& manifest, const std::string& package, bool is_yum) {
  const auto targets = targets_of(manifest);
  std::string lines;
  if (targets.size() < 2)
    lines = fmt::format("cp {}.repo /etc/yum.repos.d/\n", manifest.product);
  else
    for (const auto& target : targets)
      lines +=
          fmt::format("cp {}-{}.repo /etc/yum.repos.d/  # clients of {}\n", manifest.product, target, target);
  return fmt::format("{}{} install {}", lines, is_yum ? "yum" : "dnf", package);
}

// `sections`: all that the clients of one target need.
std::string from_the_folder(const Manifest& manifest, const std::vector<std::string>& sections,
                            const std::string& package) {
  const bool is_one = sections.size() < 2;
  const std::string product = repository_id(manifest.product);
  std::string repositories;
  for (const auto& section : sections)
    repositories += fmt::format("--repofrompath={},file://$PWD/{} \\\n    ",
                                is_one ? product : repository_id(manifest.product + "-" + section), section);
  const std::string all = is_one ? product : fmt::format("'{}-*'", product);
  return fmt::format(
      "keys=$(printf 'file://%s ' $PWD/RPM-GPG-KEY-*)\n"
      "dnf {0}--setopt={1}.gpgcheck=1 \\\n    --setopt={1}.repo_gpgcheck=1 \\\n"
      "    --setopt={1}.gpgkey=\"$keys\" \\\n    install {2}",
      repositories, all, package);
}

}  // namespace

Instructions instructions_for(const Manifest& manifest) {
  const SectionInfo* first = nullptr;
  std::vector<std::string> sections;
  for (const auto& section : manifest.sections) {
    if (!has_binaries(manifest, section)) continue;
    if (!first) first = &section;
    if (section.target == first->target) sections.push_back(section.path);
  }
  std::string package = "PACKAGE";
  if (first)
    package = std::ranges::find(manifest.packages, first->path, &Entry::section)->nevra.name;
  else if (!manifest.sections.empty())
    sections.push_back(manifest.sections.front().path);
  Instructions instructions{.on_client = on_a_client(manifest, package, has_yum(first)), .from_folder = {}};
  // A release that completes another one has only a part of the packages. yum has no --repofrompath.
  if (!manifest.delta_from && !has_yum(first))
    instructions.from_folder = from_the_folder(manifest, sections, package);
  return instructions;
}

}  // namespace rpmworks::report
