// SPDX-License-Identifier: GPL-3.0-or-later
#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <map>
#include <tuple>

#include "core/text.hpp"
#include "report/changes.hpp"
#include "report/markup.hpp"
#include "report/page.hpp"
#include "report/report.hpp"

namespace rpmworks::report {

namespace {

using manifest::Manifest;

constexpr size_t k_short_digest = 12;

class ReleasesPage {
 public:
  explicit ReleasesPage(const ReleasesData& data) : m_data(data) {}

  std::string run() const {
    std::vector<Fields> lines;
    std::string published;
    for (size_t i = 0; i < m_data.releases.size(); ++i) {
      lines.push_back(line(i));
      if (m_data.releases[i].state == "published") published = m_data.releases[i].name;
    }
    const Markup body = Template::of("releases.html")
                            .render({{"product", m_data.product},
                                     {"count", number_of(m_data.releases.size(), "release", "releases")},
                                     {"is_empty", m_data.releases.empty()},
                                     {"published", published},
                                     {"releases", std::move(lines)}});
    return page({.title = fmt::format("Releases of {}", m_data.product),
                 .body = body,
                 .data = packages(),
                 .style = web_code({"style/base.css", "style/releases.css", "style/print.css"}),
                 .script = web_code({"script/begin.js", "script/dom.js", "script/format.js", "script/copy.js",
                                     "script/releases.js", "script/end.js"})});
  }

 private:
  Fields line(size_t i) const {
    const ReleaseLine& release = m_data.releases[i];
    std::optional<Link> link;
    if (release.has_page) link = Link::to_file(release.name + "/index.html");
    uint64_t bytes = 0;
    if (release.manifest)
      for (const auto& entry : release.manifest->packages) bytes += entry.size;
    const Manifest* const manifest = release.manifest.get();
    return {
        {"name", release.name},
        {"link", link},
        {"state", release.state},
        {"fault", release.fault},
        {"created", manifest ? manifest->created : std::string()},
        {"created_shown", manifest ? shown_time(manifest->created) : std::string()},
        {"amount", manifest ? number_of(manifest->packages.size(), "package", "packages") : std::string()},
        {"size", manifest ? human_bytes(bytes) : std::string()},
        {"accepted", manifest && !manifest->waivers.empty()
                         ? number_of(manifest->waivers.size(), "accepted finding", "accepted findings")
                         : std::string()},
        {"withdrawn", manifest && !manifest->withdrawn.empty()
                          ? number_of(manifest->withdrawn.size(), "package withdrawn", "packages withdrawn")
                          : std::string()},
        {"signer", manifest ? manifest->signer_shown(manifest->signer) : std::string()},
        {"changes", changes(i)}};
  }

  // What changed since the next older release that can be read.
  std::string changes(size_t i) const {
    const Manifest* const now = m_data.releases[i].manifest.get();
    if (!now) return "";
    const auto older = std::find_if(m_data.releases.begin() + static_cast<std::ptrdiff_t>(i) + 1,
                                    m_data.releases.end(), [](const auto& one) { return one.manifest; });
    if (older == m_data.releases.end()) return "the first release here";
    std::array<size_t, k_change_words.size()> counts{};
    for (const auto& change : changes_between(*older->manifest, *now))
      ++counts.at(static_cast<size_t>(change.kind));
    std::vector<std::string> texts;
    for (size_t kind = 0; kind < counts.size(); ++kind)
      if (counts.at(kind) > 0)
        texts.push_back(fmt::format("{} {}", counts.at(kind), k_change_words.at(kind)));
    return fmt::format("since {}: {}", older->name, texts.empty() ? "no package changed" : join(texts, ", "));
  }

  // Each package once, with the releases that hold it: names of the releases, and rows of name, architecture,
  // version, section, digest, and the positions of releases.
  Json packages() const {
    std::map<std::tuple<std::string, std::string, rpm::Evr, std::string, std::string>, std::vector<size_t>>
        held;
    Json releases = Json::array();
    for (size_t i = 0; i < m_data.releases.size(); ++i) {
      const auto& release = m_data.releases[i];
      releases.push_back(clean_text(release.name));
      if (!release.manifest) continue;
      for (const auto& entry : release.manifest->packages)
        if (!entry.nevra.is_source())
          held[{entry.nevra.name, entry.nevra.arch, entry.nevra.evr, entry.section,
                entry.sha256.substr(0, k_short_digest)}]
              .push_back(i);
    }
    Json rows = Json::array();
    for (const auto& [key, positions] : held) {
      const auto& [name, arch, evr, section, digest] = key;
      Json row = Json::array();
      for (const auto& text : {name, arch, evr.str(), section, digest}) row.push_back(clean_text(text));
      row.push_back(positions);
      rows.push_back(std::move(row));
    }
    return {{"product", clean_text(m_data.product)},
            {"releases", std::move(releases)},
            {"rows", std::move(rows)}};
  }

  const ReleasesData& m_data;
};

}  // namespace

std::string releases_page(const ReleasesData& data) {
  return ReleasesPage(data).run();
}

}  // namespace rpmworks::report
