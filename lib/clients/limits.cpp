// SPDX-License-Identifier: GPL-3.0-or-later
#include "clients/limits.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <string_view>

#include "core/error.hpp"
#include "core/text.hpp"

namespace rpmworks::clients {

namespace {

std::string rpmlib_feature(std::string_view requirement) {
  constexpr std::string_view k_start = "rpmlib(";
  if (!requirement.starts_with(k_start)) return {};
  return std::string(requirement.substr(k_start.size(), requirement.find(')') - k_start.size()));
}

// What the client's rpm is too old for.
struct Finding {
  int line = 0;  ///< of the spec; 0 when no line shows it as it is
  std::string what;
};

class SpecReader {
 public:
  SpecReader(const rpm::SpecInfo& info, const std::string& text, const Profile& client)
      : m_info(info), m_lines(split(text, '\n')), m_client(client) {}

  std::vector<Finding> findings() {
    look_at_version("", m_info.evr);
    for (const auto& package : m_info.packages)
      if (!(package.nevra.evr == m_info.evr)) look_at_version(" of " + package.nevra.name, package.nevra.evr);
    for (const auto& requirement : m_info.build_requires) look_at_requirement(requirement);
    return std::move(m_findings);
  }

 private:
  // rpm before 4.10 and 4.15 takes the character for any other that separates, and sorts 1.0~rc1 after 1.0.
  std::string unknown_character(std::string_view version) const {
    if (!m_client.caret && version.find('^') != std::string_view::npos)
      return "'^', supported since rpm 4.15";
    if (!m_client.tilde && version.find('~') != std::string_view::npos)
      return "'~', supported since rpm 4.10";
    return {};
  }

  void look_at_version(const std::string& whose, const rpm::Evr& evr) {
    if (const std::string what = unknown_character(evr.version); !what.empty())
      m_findings.push_back(
          {line_with("Version:", ""), fmt::format("Version{} {} has {}", whose, evr.version, what)});
    if (const std::string what = unknown_character(evr.release); !what.empty())
      m_findings.push_back(
          {line_with("Release:", ""), fmt::format("Release{} {} has {}", whose, evr.release, what)});
  }

  void look_at_requirement(const std::string& requirement) {
    const int line = line_with("BuildRequires", requirement);
    if (!m_client.rich_dependencies && requirement.starts_with('('))
      m_findings.push_back(
          {line,
           fmt::format("BuildRequires {} is a rich dependency, supported since rpm 4.12", requirement)});
    else if (const std::string what = unknown_character(requirement); !what.empty())
      m_findings.push_back({line, fmt::format("BuildRequires {} has {}", requirement, what)});
  }

  // Where the spec writes it; macros hide it.
  int line_with(std::string_view tag, const std::string& value) const {
    for (size_t i = 0; i < m_lines.size(); ++i)
      if (trim(m_lines[i]).starts_with(tag) && m_lines[i].find(value) != std::string::npos)
        return static_cast<int>(i) + 1;
    return 0;
  }

  const rpm::SpecInfo& m_info;
  std::vector<std::string> m_lines;
  const Profile& m_client;
  std::vector<Finding> m_findings;
};

constexpr const char* k_way_out =
    "make it conditional (%if 0%{?rhel} >= 8), or build it for a target with another `client`";

// %setup looks at the file's first bytes, and knows zstd since rpm 4.14.
void warn_of_sources(const rpm::SpecInfo& info, const std::string& spec, Client client,
                     const std::function<void(const std::string&)>& warn) {
  if (profile(client).zstd_sources) return;
  for (const auto& source : info.sources)
    if ((source.file.ends_with(".zst") || source.file.ends_with(".tzst")) &&
        info.prep.find(source.file) != std::string::npos)
      warn(fmt::format("{}{}: %setup of {} cannot unpack {}: name it .tar.xz or .tar.gz", spec,
                       source.line > 0 ? fmt::format(":{}", source.line) : "", name_of(client), source.file));
}

}  // namespace

std::string unreadable_because(const rpm::Package& package, Client client) {
  if (!profile(client).is_limited()) return {};
  for (const auto& requirement : package.requires_) {
    const std::string feature = rpmlib_feature(requirement);
    if (!feature.empty() && !profile(client).reads(feature))
      return fmt::format("it needs rpmlib({}), which rpm of {} does not support", feature, name_of(client));
  }
  return {};
}

std::string unreadable_because(const rpm::Package& package, std::string_view signature_hash, Client client) {
  if (std::string why = unreadable_because(package, client); !why.empty()) return why;
  if (profile(client).verifies_hash(signature_hash)) return {};
  return fmt::format("its signature is made with {}, which rpm of {} does not verify", signature_hash,
                     name_of(client));
}

void require_understood(const rpm::SpecInfo& info, const std::string& spec, const std::string& text,
                        Client client, const std::function<void(const std::string&)>& warn) {
  if (!profile(client).is_limited()) return;
  const std::vector<Finding> findings = SpecReader(info, text, profile(client)).findings();
  if (findings.empty()) return warn_of_sources(info, spec, client, warn);
  Error error(ExitCode::gate, fmt::format("rpm of {} does not support what the spec uses", name_of(client)));
  std::move(error).at({.file = spec, .line = findings.front().line});
  for (const auto& finding : findings)
    std::move(error).note(finding.line > 0 ? fmt::format("{}:{}: {}", spec, finding.line, finding.what)
                                           : finding.what);
  throw std::move(error).hint(k_way_out);
}

void require_readable(const fs::path& package, const std::string& spec, Client client) {
  if (!profile(client).is_limited()) return;
  const std::string why = unreadable_because(rpm::read_package(package), client);
  if (why.empty()) return;
  const bool is_dynamic = why.find("(DynamicBuildRequires)") != std::string::npos;
  throw Error(ExitCode::gate, fmt::format("rpm of {} cannot read the source package", name_of(client)))
      .at({.file = spec})
      .note(is_dynamic ? "%generate_buildrequires is supported since rpm 4.15" : why)
      .hint(k_way_out);
}

}  // namespace rpmworks::clients
