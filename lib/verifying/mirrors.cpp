// SPDX-License-Identifier: GPL-3.0-or-later
#include "verifying/mirrors.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <iterator>
#include <map>
#include <optional>

#include "core/digest.hpp"
#include "core/error_line.hpp"
#include "core/pool.hpp"
#include "core/text.hpp"
#include "layout/client_repos.hpp"
#include "rpm/openpgp.hpp"
#include "sign/signer.hpp"
#include "verifying/remote_address.hpp"

namespace rpmworks::verifying {

namespace {

using manifest::Manifest;
using manifest::SectionInfo;

constexpr size_t k_most_mirrors = 100;  // in one list

/// What is wrong with one mirror. The code is `done` if nothing is.
struct MirrorFault {
  std::string text;
  ExitCode code = ExitCode::done;
};

/// A section at one mirror.
struct MirroredSection {
  std::string section;
  std::string url;                   ///< of the section at the mirror
  const SectionInfo* own = nullptr;  ///< the section in the release
  MirrorFault fault = {};
};

/// What the metadata of a section must be.
struct ExpectedMetadata {
  std::string repomd_sha256;
  std::string signer;
  std::string release;  ///< whose metadata it is
  int64_t made = 0;     ///< when the release's own signature of it was made; 0: not known
};

// When a detached signature says that it was made; 0: it cannot be read.
int64_t time_of_signature(const std::string& armoured) {
  try {
    const auto blocks = rpm::unarmour_signatures(armoured);
    return blocks.empty() ? 0 : rpm::signature_facts(blocks.front()).created;
  } catch (const Error&) {
    return 0;
  }
}

class MirrorChecker {
 public:
  MirrorChecker(const MirroredRelease& release, const WebFiles& web) : m_release(release), m_web(web) {
    for (const auto& key : release.manifest.keys)
      if (fs::exists(release.folder / key.file)) m_keys.push_back(release.folder / key.file);
  }

  gates::Check run(Reporter& reporter) {
    read_lists();
    read_other_releases();
    Activity reading(reporter, "reading", "mirrors of " + m_release.manifest.release, m_mirrors.size());
    parallel_for(m_mirrors.size(), k_connections, [&](size_t i) {
      m_mirrors[i].fault = checked(m_mirrors[i]);
      reading.step();
    });
    return check();
  }

 private:
  void add(const std::string& section, const std::string& id, MirrorFault fault) {
    m_findings.push_back({.id = id, .text = std::move(fault.text), .file = section + "/repodata/repomd.xml"});
    m_codes.push_back(fault.code);
  }

  void read_lists() {
    for (const auto& section : m_release.manifest.sections) {
      const std::string list =
          url_below(m_release.releases, fmt::format("{}/{}", layout::k_mirror_lists, section.path));
      const auto text = m_web.text(list, k_largest_small_file);
      if (!text) {
        add(section.path, shown_url(list),
            {fmt::format("{} is missing, so clients do not find the section", shown_url(list)),
             ExitCode::gate});
        continue;
      }
      read_list(section, list, mirrors_in(*text));
    }
  }

  void read_list(const SectionInfo& section, const std::string& list, std::vector<std::string> mirrors) {
    const auto refuse = [&](const std::string& id, const std::string& why) {
      add(section.path, id, {fmt::format("{} {}", shown_url(list), why), ExitCode::gate});
    };
    if (mirrors.size() > k_most_mirrors) {
      refuse(shown_url(list),
             fmt::format("names {} mirrors: only {} are checked", mirrors.size(), k_most_mirrors));
      mirrors.resize(k_most_mirrors);
    }
    if (mirrors.empty()) refuse(shown_url(list), "names no mirror");
    if (!mirrors.empty() && name_of(section.path, mirrors.front()) != m_release.manifest.release)
      refuse(shown_url(list), fmt::format("does not name the release {} first", m_release.manifest.release));
    for (const auto& mirror : mirrors) {
      if (is_web_url(mirror))
        m_mirrors.push_back({.section = section.path, .url = with_credentials(mirror), .own = &section});
      else
        refuse(shown_url(mirror), fmt::format("names {}, which is on no web server", shown_url(mirror)));
    }
  }

  // The user's credentials are for the address that the user gave.
  std::string with_credentials(const std::string& url) const {
    const std::string shown = shown_url(m_release.releases);
    return url.starts_with(shown + "/") ? m_release.releases + url.substr(shown.size()) : url;
  }

  // The URL of the release that a mirror's section is in; empty if the mirror has another layout.
  static std::string release_at(const std::string& section, const std::string& mirror) {
    const std::string end = "/" + section;
    return mirror.ends_with(end) ? mirror.substr(0, mirror.size() - end.size()) : std::string();
  }
  static std::string name_of(const std::string& section, const std::string& mirror) {
    const std::string release = release_at(section, mirror);
    return release.substr(release.rfind('/') + 1);
  }
  bool is_of_this_release(const MirroredSection& mirror) const {
    const std::string name = name_of(mirror.section, mirror.url);
    return name.empty() || name == m_release.manifest.release;
  }

  /// The manifest of another release that a list names, or why it does not count.
  struct OtherRelease {
    std::optional<Manifest> manifest;
    MirrorFault fault;
  };

  void read_other_releases() {
    for (const auto& mirror : m_mirrors)
      if (!is_of_this_release(mirror)) m_others[release_at(mirror.section, mirror.url)];
    std::vector<std::pair<const std::string, OtherRelease>*> others;
    for (auto& other : m_others) others.push_back(&other);
    parallel_for(others.size(), k_connections, [&](size_t i) {
      try {
        others[i]->second = other_release(others[i]->first);
      } catch (const Error& error) {
        if (error.code() != ExitCode::upstream && error.code() != ExitCode::invalid) throw;
        others[i]->second.fault = {in_one_line(error),
                                   error.code() == ExitCode::upstream ? ExitCode::upstream : ExitCode::gate};
      }
    });
  }

  OtherRelease other_release(const std::string& url) const {
    const std::string file = url_below(url, "manifest.json");
    const auto text = m_web.text(file, k_largest_manifest);
    if (!text) return {{}, {fmt::format("{} is missing", shown_url(file)), ExitCode::gate}};
    Manifest manifest = Manifest::from_json(*text, shown_url(file));
    const auto& previous = m_release.manifest.previous;
    const bool is_named = previous && previous->manifest_sha256 == sha256(*text);
    if (!is_named) {
      const auto signature = m_web.text(file + ".asc", k_largest_small_file);
      if (!signature) return {{}, {fmt::format("{}.asc is missing", shown_url(file)), ExitCode::trust}};
      const auto verdict = sign::verify_detached(*text, *signature, m_keys, m_release.tmp);
      if (verdict.trust != rpm::Trust::good)
        return {{},
                {fmt::format("{} is not signed by a key of {}: {}", shown_url(file),
                             m_release.manifest.release, verdict.reason),
                 ExitCode::trust}};
    }
    if (manifest.product != m_release.manifest.product)
      return {{},
              {fmt::format("{} is of the product {}", shown_url(file), manifest.product), ExitCode::trust}};
    return {std::move(manifest), {}};
  }

  MirrorFault checked(const MirroredSection& mirror) const {
    try {
      ExpectedMetadata expected;
      if (is_of_this_release(mirror)) {
        expected = {mirror.own->repomd_sha256, mirror.own->signer, m_release.manifest.release};
        const fs::path signature = m_release.folder / mirror.section / "repodata/repomd.xml.asc";
        if (fs::exists(signature)) expected.made = time_of_signature(read_file(signature));
      } else {
        const OtherRelease& other = m_others.at(release_at(mirror.section, mirror.url));
        if (!other.manifest) return other.fault;
        const auto section = std::ranges::find(other.manifest->sections, mirror.section, &SectionInfo::path);
        if (section == other.manifest->sections.end())
          return {fmt::format("{}: the release {} has no section {}", shown_url(mirror.url),
                              other.manifest->release, mirror.section),
                  ExitCode::gate};
        expected = {section->repomd_sha256, section->signer, other.manifest->release};
      }
      return judged_metadata(mirror.url, expected);
    } catch (const Error& error) {
      if (error.code() != ExitCode::upstream) throw;
      return {in_one_line(error), ExitCode::upstream};
    }
  }

  MirrorFault judged_metadata(const std::string& url, const ExpectedMetadata& expected) const {
    const std::string file = url + "/repodata/repomd.xml";
    const std::string shown = shown_url(file);
    const auto repomd = m_web.text(file, k_largest_repomd_file);
    if (!repomd) return {fmt::format("{} is missing", shown), ExitCode::gate};
    const auto signature = m_web.text(file + ".asc", k_largest_small_file);
    const bool is_same = sha256(*repomd) == expected.repomd_sha256;
    if (!signature) return {fmt::format("{}.asc is missing", shown), ExitCode::trust};
    const auto verdict = sign::verify_detached(*repomd, *signature, m_keys, m_release.tmp);
    const bool is_good = verdict.trust == rpm::Trust::good && verdict.fingerprint == expected.signer;
    if (is_same && is_good) return {};
    const int64_t made = is_good ? verdict.made : time_of_signature(*signature);
    const bool is_old = made != 0 && expected.made != 0 && made < expected.made;
    const auto dates = [&] {
      return fmt::format("signed at {}, but that of {} at {}", manifest::iso_time(made), expected.release,
                         manifest::iso_time(expected.made));
    };
    if (is_good)
      return {is_old
                  ? fmt::format("{} is old: {}", shown, dates())
                  : fmt::format("{} is not that of {}, although its key signed it", shown, expected.release),
              ExitCode::gate};
    if (is_same && is_old) return {fmt::format("{}.asc is old: {}", shown, dates()), ExitCode::trust};
    if (is_same)
      return {fmt::format("{}.asc is bad: {}", shown,
                          verdict.reason.empty() ? "it is by another key" : verdict.reason),
              ExitCode::trust};
    return {fmt::format("{} was changed: it is not that of {}, and its signature is not good", shown,
                        expected.release),
            ExitCode::trust};
  }

  // A wrong signature is worse than old metadata, and that is worse than a server that does not answer.
  ExitCode code() const {
    for (const ExitCode code : {ExitCode::trust, ExitCode::gate})
      if (std::ranges::find(m_codes, code) != m_codes.end()) return code;
    return m_codes.empty() ? ExitCode::gate : m_codes.front();
  }

  gates::Check check() {
    for (auto& mirror : m_mirrors)
      if (mirror.fault.code != ExitCode::done) add(mirror.section, shown_url(mirror.url), mirror.fault);
    gates::Check check{
        .name = "mirrors",
        .subject = fmt::format("{} {}", m_release.manifest.product, m_release.manifest.release),
        .passed = m_findings.empty(),
        .findings = m_findings,
        .code = code()};
    if (check.passed) check.detail = fmt::format("{} of sections", counted(m_mirrors.size(), "mirror"));
    return check;
  }

  const MirroredRelease& m_release;
  const WebFiles& m_web;
  std::vector<fs::path> m_keys;
  std::vector<MirroredSection> m_mirrors;
  std::map<std::string, OtherRelease> m_others;  // by URL
  std::vector<gates::Finding> m_findings;
  std::vector<ExitCode> m_codes;  // of the findings
};

}  // namespace

gates::Check check_mirrors(const MirroredRelease& release, const WebFiles& web, Reporter& reporter) {
  return MirrorChecker(release, web).run(reporter);
}

}  // namespace rpmworks::verifying
