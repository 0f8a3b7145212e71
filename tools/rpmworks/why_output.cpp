// SPDX-License-Identifier: GPL-3.0-or-later
#include "why_output.hpp"

#include <fmt/format.h>

#include "core/text.hpp"

namespace rpmworks::cli {

namespace {

using locking::LockReason;
using locking::ReasonStep;

bool is_relation(const std::string& requirement) {
  return requirement.starts_with("conflicts with ") || requirement.starts_with("replaces ");
}

std::string text_of(const ReasonStep& step) {
  if (step.requirement.empty()) return fmt::format("  {}: {}\n", step.package, step.provider);
  return fmt::format("  {} {}{}: {}\n", step.package, is_relation(step.requirement) ? "" : "requires ",
                     step.requirement, step.provider);
}

std::string text_of(const LockReason& reason) {
  const lockfile::LockedPackage& package = reason.package;
  std::string text = fmt::format("{} of the upstream {} is in {} for {}", package.nevra.str(),
                                 package.upstream, package.section, package.target);
  text += reason.chain.empty() ? ": repos.yaml lists it\n" : ":\n";
  for (const auto& step : reason.chain) text += text_of(step);
  if (!package.source.empty()) text += fmt::format("source package: {}\n", package.source);
  if (!package.rejected.empty()) text += "these could have served instead:\n";
  for (const auto& other : package.rejected) text += fmt::format("  {}: {}\n", other.nevra, other.reason);
  if (!package.held.empty())
    text += fmt::format("the upstream has {}: `rpmworks lock --update {}` takes it\n", package.held,
                        package.nevra.name);
  return text;
}

Json json_of(const LockReason& reason) {
  const lockfile::LockedPackage& package = reason.package;
  Json json = {{"nevra", package.nevra.str()},   {"target", package.target},
               {"section", package.section},     {"upstream", package.upstream},
               {"source", package.source},       {"requirement", package.requirement},
               {"required_by", package.because}, {"held", package.held}};
  json["chain"] = Json::array();
  for (const auto& step : reason.chain)
    json["chain"].push_back(
        {{"package", step.package}, {"requires", step.requirement}, {"provider", step.provider}});
  json["rejected"] = Json::array();
  for (const auto& other : package.rejected)
    json["rejected"].push_back({{"package", other.nevra}, {"reason", other.reason}});
  return json;
}

std::string made_of(const manifest::Entry& entry) {
  const auto* const git = entry.origin.git();
  if (git)
    return fmt::format("built from {}, commit {} of {}", entry.source_rpm, git->commit.substr(0, 12),
                       git->url);
  return entry.source_rpm.empty() ? "from " + entry.origin.url() : "built from " + entry.source_rpm;
}

}  // namespace

std::string text_of(const std::vector<LockReason>& reasons) {
  std::vector<std::string> texts;
  for (const auto& reason : reasons) texts.push_back(text_of(reason));
  return join(texts, "\n");
}

Json json_of(const std::vector<LockReason>& reasons) {
  Json json = {{"packages", Json::array()}};
  for (const auto& reason : reasons) json["packages"].push_back(json_of(reason));
  return json;
}

std::string text_of(const publishing::ReleasedPackages& released) {
  std::string text;
  for (const auto& entry : released.packages)
    text += fmt::format("{} is in {} of release {}: {}\n", entry.nevra.str(), entry.section, released.release,
                        made_of(entry));
  return text;
}

Json json_of(const publishing::ReleasedPackages& released) {
  Json json = {{"release", released.release}, {"packages", Json::array()}};
  for (const auto& entry : released.packages)
    json["packages"].push_back({{"nevra", entry.nevra.str()},
                                {"section", entry.section},
                                {"source_rpm", entry.source_rpm},
                                {"origin", entry.origin.kind()},
                                {"url", entry.origin.url()},
                                {"commit", entry.origin.commit()},
                                {"required_by", entry.required_by}});
  return json;
}

}  // namespace rpmworks::cli
