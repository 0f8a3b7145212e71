// SPDX-License-Identifier: GPL-3.0-or-later
#include <fmt/format.h>

#include <algorithm>
#include <iterator>
#include <set>

#include "clients/profile.hpp"
#include "core/text.hpp"
#include "report/instructions.hpp"
#include "report/markdown.hpp"
#include "report/page.hpp"
#include "report/report.hpp"

namespace rpmworks::report {

namespace {

using manifest::Entry;
using manifest::Manifest;
using manifest::SectionInfo;

constexpr size_t k_short_digest = 12;

bool is_source(const Entry& entry) {
  return entry.nevra.is_source();
}

// A fingerprint in groups of four digits, the form in which people compare fingerprints.
std::string grouped(const std::string& fingerprint) {
  std::string text;
  for (size_t i = 0; i < fingerprint.size(); i += 4) {
    if (i) text += i == fingerprint.size() / 2 ? "\u00a0 " : " ";
    text += fingerprint.substr(i, 4);
  }
  return escape(text);
}

std::string day_of(const std::string& iso) {
  return iso.substr(0, 10) + " " + iso.substr(11, 5) + " UTC";
}

std::string plural(size_t count, std::string_view one, std::string_view many) {
  return fmt::format("{} {}", count, count == 1 ? one : many);
}

class Report {
 public:
  Report(const Manifest& manifest, const std::string& upgrade_guide)
      : m_manifest(manifest), m_upgrade_guide(upgrade_guide) {
    for (const auto& section : manifest.sections) {
      m_signers.insert(section.signer);
      for (const auto& signer : section.package_signers()) m_signers.insert(signer);
    }
    for (const auto& entry : manifest.packages) {
      ++(is_source(entry) ? m_sources : m_binaries);
      m_bytes += entry.size;
      if (const auto* const git = entry.origin.git()) m_repositories.insert(git->url + " " + git->commit);
    }
  }

  std::string run() {
    header();
    add("<main class=\"wrap\">\n");
    cards();
    sections();
    add("<div class=\"two\">\n");
    installing();
    verified();
    add("</div>\n");
    upgrading();
    packages();
    add("</main>\n");
    footer();
    return page(fmt::format("{} {}", m_manifest.product, m_manifest.release), m_body);
  }

 private:
  template <typename... Arguments>
  void add(fmt::format_string<Arguments...> format, Arguments&&... arguments) {
    fmt::format_to(std::back_inserter(m_body), format, std::forward<Arguments>(arguments)...);
  }

  void header() {
    add("<header><div class=\"wrap\">\n<p class=\"eyebrow\">Release report</p>\n<h1>{} <span "
        "class=\"rel\">{}</span></h1>\n",
        escape(m_manifest.product), escape(m_manifest.release));
    add("<p>Made from sources of <time datetime=\"{}\">{}</time> and signed by {}.</p>\n</div></header>\n",
        escape(m_manifest.created), escape(day_of(m_manifest.created)),
        plural(m_signers.size(), "key", "keys"));
  }

  void card(const std::string& value, std::string_view label) {
    add("<div class=\"card\"><b>{}</b><span>{}</span></div>\n", escape(value), label);
  }

  void cards() {
    add("<div class=\"cards\">\n");
    card(std::to_string(m_binaries), m_binaries == 1 ? "package" : "packages");
    card(std::to_string(m_sources), m_sources == 1 ? "source package" : "source packages");
    card(std::to_string(m_repositories.size()),
         m_repositories.size() == 1 ? "git commit built" : "git commits built");
    card(human_bytes(m_bytes), "in all");
    card(std::to_string(m_manifest.sections.size()),
         m_manifest.sections.size() == 1 ? "section" : "sections");
    add("</div>\n");
  }

  void sections() {
    uint64_t largest = 1;
    for (const auto& section : m_manifest.sections) largest = std::max(largest, section.bytes);
    add("<section aria-labelledby=\"h-sections\">\n<h2 id=\"h-sections\">Sections</h2>\n<p>Each section is a "
        "package repository. Its packages and its metadata are signed.</p>\n<div "
        "class=\"scroll\"><table class=\"sections\">\n<caption>Sections of the "
        "release</caption>\n<thead><tr><th scope=\"col\">Section</th><th scope=\"col\" "
        "class=\"num\">Packages</th><th scope=\"col\" class=\"num\">Size</th><th "
        "scope=\"col\">Clients</th><th scope=\"col\">Signed by</th><th "
        "scope=\"col\">repomd.xml</th></tr></thead>\n<tbody>\n");
    for (const auto& section : m_manifest.sections)
      add("<tr><td><a class=\"name\" href=\"{}/\">{}</a></td><td class=\"num\">{}</td><td class=\"num\">{}"
          "<span class=\"bar\" aria-hidden=\"true\"><i style=\"width:{:.1f}%\"></i></span></td><td>{}</td>"
          "<td>{}</td><td>{}</td></tr>\n",
          path_href(section.path), escape(section.path), section.packages, human_bytes(section.bytes),
          100.0 * static_cast<double>(section.bytes) / static_cast<double>(largest), clients(section),
          signers(section), digest(section.repomd_sha256));
    add("</tbody></table></div>\n</section>\n");
  }

  // Which rpm clients need, and the target. The manifest does not tell which distributions that means: it
  // contains only the target's name.
  static std::string clients(const SectionInfo& section) {
    const auto* const profile = clients::find_profile(section.client);
    const std::string rpm = profile ? std::string(profile->description) : escape(section.client);
    if (section.target.empty()) return rpm;
    return fmt::format("{}<br><span class=\"dim small\">built for the target {}</span>", rpm,
                       escape(section.target));
  }

  // The signers of a section's packages, and the signer of its metadata if that is another key.
  std::string signers(const SectionInfo& section) const {
    std::string text;
    for (const auto& fingerprint : section.package_signers()) text += signer(fingerprint);
    if (section.package_signers() != std::vector<std::string>{section.signer})
      text += fmt::format("<br><span class=\"dim small\">metadata:</span> {}", signer(section.signer));
    return text;
  }

  // A key: its user id, if the manifest contains it, and its fingerprint.
  std::string signer(const std::string& fingerprint) const {
    const std::string name = user_id(fingerprint);
    return fmt::format("{}<code class=\"fpr\">{}</code>", name.empty() ? "" : escape(name) + "<br>",
                       grouped(fingerprint));
  }

  std::string user_id(const std::string& fingerprint) const {
    const auto key = std::ranges::find(m_manifest.keys, fingerprint, &manifest::KeyInfo::fingerprint);
    return key == m_manifest.keys.end() ? std::string() : key->user_id;
  }

  static std::string digest(const std::string& sha256) {
    return fmt::format(
        "<details><summary title=\"{0}\"><code>{1}…</code></summary><code "
        "class=\"full\">{0}</code></details>",
        escape(sha256), escape(sha256.substr(0, k_short_digest)));
  }

  void installing() {
    add("<section aria-labelledby=\"h-install\">\n<h2 id=\"h-install\">Installing from it</h2>\n"
        "<p>The repository file that comes with the release requires the signatures of every package and of "
        "the metadata.</p>\n{}",
        install_instructions(m_manifest));
    add("<h3>{}</h3>\n", m_signers.size() == 1 ? "The key to trust" : "The keys to trust");
    add("<p class=\"dim small\">Before you trust it, compare the fingerprint with one that you received in "
        "another way.</p>\n");
    for (const auto& fingerprint : m_signers) {
      const std::string name = user_id(fingerprint);
      add("<pre class=\"fpr\">{}{}</pre>\n", grouped(fingerprint), name.empty() ? "" : "\n" + escape(name));
    }
    add("</section>\n");
  }

  void verified() {
    add("<section aria-labelledby=\"h-verified\">\n<h2 id=\"h-verified\">How it was verified</h2>\n<p>A "
        "release becomes visible only after its files on disk have passed all of these checks. Anyone can "
        "repeat them.</p>\n<ul class=\"ok\">\n<li><b>Signatures.</b> Every package is signed by its "
        "section’s key, and every digest inside it matches.</li>\n<li><b>Digests.</b> Every file has the "
        "size and SHA-256 that the signed manifest gives.</li>\n<li><b>Metadata.</b> Each repomd.xml is "
        "signed, and lists exactly the packages of its section.</li>\n<li><b>Sources.</b> The source package "
        "of everything that was built is in the release.</li>\n<li><b>No duplicates, no unknown files.</b> "
        "No package is contained twice, and every file belongs to the release.</li>\n</ul>\n");
    decisions();
    add("<h3>Check it again</h3>\n<pre>rpmworks verify .\n\n# or with the tools of any distribution\ngpg "
        "--dearmor "
        "&lt;RPM-GPG-KEY-… &gt;key.gpg\ngpgv --keyring ./key.gpg manifest.json.asc manifest.json\njq -r "
        "'.packages[]|\"\\(.sha256)  \\(.file)\"' manifest.json \\\n  | sha256sum --check "
        "--quiet</pre>\n</section>\n");
  }

  // Findings that the maintainers accept, and packages that they withdrew.
  void decisions() {
    if (!m_manifest.waivers.empty()) add("<h3>Accepted findings</h3>\n<ul>\n");
    for (const auto& one : m_manifest.waivers)
      add("<li><b>{}:</b> {} ({}; {}, until {})</li>\n", escape(one.gate), escape(one.finding),
          escape(one.reason), escape(one.owner), escape(one.expires));
    if (!m_manifest.waivers.empty()) add("</ul>\n");
    if (!m_manifest.withdrawn.empty()) add("<h3>Withdrawn packages</h3>\n<ul>\n");
    for (const auto& one : m_manifest.withdrawn)
      add("<li>{} of {}{}</li>\n", escape(one.nevra), escape(one.release),
          one.reason.empty() ? "" : ": " + escape(one.reason));
    if (!m_manifest.withdrawn.empty()) add("</ul>\n");
  }

  void upgrading() {
    if (m_upgrade_guide.empty()) return;
    add("<section class=\"guide\" aria-labelledby=\"h-upgrading\">\n<h2 id=\"h-upgrading\">Upgrading</h2>\n{}"
        "</section>\n",
        html_of_markdown(m_upgrade_guide));
  }

  void packages() {
    add("<section aria-labelledby=\"h-packages\">\n<h2 id=\"h-packages\">Packages</h2>\n"
        "<form class=\"filter\" id=\"filters\" role=\"search\" hidden><label for=\"filter\">Filter</label>"
        "<input type=\"search\" id=\"filter\" placeholder=\"name, license, commit, digest …\" "
        "autocomplete=\"off\">"
        "<span class=\"dim small\" id=\"shown\" aria-live=\"polite\"></span></form>\n"
        "<div class=\"scroll\"><table id=\"packages\">\n<caption>Packages of the "
        "release</caption>\n<thead><tr>"
        "<th scope=\"col\">Package</th><th scope=\"col\">Section</th><th scope=\"col\" "
        "class=\"num\">Size</th>"
        "<th scope=\"col\">License</th><th scope=\"col\">Made from</th><th "
        "scope=\"col\">SHA-256</th></tr></thead>\n<tbody>\n");
    for (const auto& entry : m_manifest.packages) row(entry);
    add("</tbody></table></div>\n</section>\n");
  }

  void row(const Entry& entry) {
    const std::string nevra = entry.nevra.str();
    add("<tr><td><a class=\"name\" href=\"{}\">{}</a><span class=\"dim\">{}</span><div class=\"dim small "
        "summary\">{}</div></td>",
        path_href(entry.file), escape(entry.nevra.name), escape(nevra.substr(entry.nevra.name.size())),
        escape(entry.summary));
    add("<td><span class=\"tag\">{}</span>{}</td><td class=\"num\">{}</td><td>{}</td><td "
        "class=\"small\">{}</td><td>{}</td></tr>\n",
        escape(entry.section), signed_by(entry), human_bytes(entry.size), escape(entry.license),
        origin(entry), digest(entry.sha256));
  }

  std::string signed_by(const Entry& entry) const {
    const std::string& fingerprint = entry.signature().fingerprint;
    const std::string name = user_id(fingerprint);
    return fmt::format("<div class=\"dim small\" title=\"{}\">signed by {}</div>", escape(fingerprint),
                       escape(name.empty() ? fingerprint.substr(0, k_short_digest) + "…" : name));
  }

  static std::string origin(const Entry& entry) {
    std::string text;
    if (const auto* const git = entry.origin.git()) {
      text = fmt::format("<code title=\"commit {}\">{}</code>", escape(git->commit),
                         escape(git->commit.substr(0, k_short_digest)));
      if (!git->ref.empty() && git->ref != git->commit) text += fmt::format(" ({})", escape(git->ref));
      text += "<br>" + linked(git->url);
    } else if (const auto* const upstream = entry.origin.upstream()) {
      text = fmt::format("taken unchanged from {}", escape(upstream->upstream));
    } else {
      text = "a given source package";
      if (!entry.origin.url().empty()) text += "<br>" + linked(entry.origin.url());
    }
    if (!entry.source_rpm.empty())
      text += fmt::format("<br><span class=\"dim\">{}</span>", escape(entry.source_rpm));
    if (!entry.required_by.empty())
      text += fmt::format("<br><span class=\"dim\">for {}</span>", escape(join(entry.required_by, ", ")));
    return text;
  }

  // Only http and https URLs become links: an upstream URL may be a javascript: URL.
  static std::string linked(const std::string& url) {
    if (!url.starts_with("https://") && !url.starts_with("http://"))
      return fmt::format("<span class=\"dim\">{}</span>", escape(url));
    return fmt::format("<a href=\"{0}\" rel=\"noreferrer noopener\">{0}</a>", escape(url));
  }

  void footer() {
    add("<footer class=\"wrap\">Made by {}{} · <a href=\"manifest.json\">manifest.json</a> · <a "
        "href=\"manifest.csv\">manifest.csv</a></footer>\n",
        escape(m_manifest.tool),
        m_manifest.config_sha256.empty() ? ""
                                         : fmt::format(" from a repos.yaml with the SHA-256 <code>{}</code>",
                                                       escape(m_manifest.config_sha256)));
  }

  const Manifest& m_manifest;
  const std::string& m_upgrade_guide;
  std::set<std::string> m_signers;
  std::set<std::string> m_repositories;
  size_t m_binaries = 0;
  size_t m_sources = 0;
  uint64_t m_bytes = 0;
  std::string m_body;
};

}  // namespace

std::string html(const Manifest& manifest, const std::string& upgrade_guide) {
  return Report(manifest, upgrade_guide).run();
}

}  // namespace rpmworks::report
