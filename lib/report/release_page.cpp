// SPDX-License-Identifier: GPL-3.0-or-later
#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <map>
#include <set>

#include "clients/profile.hpp"
#include "core/text.hpp"
#include "report/changes.hpp"
#include "report/gate_fields.hpp"
#include "report/guide.hpp"
#include "report/instructions.hpp"
#include "report/page.hpp"
#include "report/page_data.hpp"
#include "report/report.hpp"

namespace rpmworks::report {

namespace {

using manifest::Entry;
using manifest::Manifest;
using manifest::SectionInfo;

// A page of 5,000 packages must stay below 3 MB: lists of files are shortened to what is left.
constexpr size_t k_page_budget = 2'950'000;
// Further changes of a kind are named by their number; the script and `rpmworks diff` show them all.
constexpr size_t k_most_changes = 100;
constexpr size_t k_short_commit = 10;

std::string signed_size(int64_t size) {
  if (size == 0) return "±0";
  return (size > 0 ? "+" : "−") + human_bytes(static_cast<uint64_t>(size > 0 ? size : -size));
}

std::string short_origin(const Entry& entry) {
  if (entry.origin.git()) return "git " + entry.origin.commit().substr(0, k_short_commit);
  if (const auto* const upstream = entry.origin.upstream()) return upstream->upstream;
  return "source package";
}

class ReleasePage {
 public:
  explicit ReleasePage(const ReleaseData& data) : m_data(data), m_manifest(*data.manifest) {
    for (const auto& before : data.earlier) m_changes.push_back(changes_between(*before, m_manifest));
  }

  std::string run() const {
    const Markup body = Template::of("release.html").render(fields());
    constexpr size_t k_code = 100'000;
    const size_t used = body.str().size() + k_code;
    return page(
        {.title = fmt::format("{} {}", m_manifest.product, m_manifest.release),
         .body = body,
         .data = page_data(m_data, m_changes, k_page_budget > used ? k_page_budget - used : 0),
         .style = web_code({"style/base.css", "style/overview.css", "style/packages.css", "style/panel.css",
                            "style/pictures.css", "style/print.css"}),
         .script = web_code(
             {"script/begin.js", "script/dom.js", "script/format.js", "script/measure.js", "script/copy.js",
              "script/data.js", "script/find.js", "script/state.js", "script/changes.js", "script/filters.js",
              "script/table.js", "script/neighbours.js", "script/panel.js", "script/treemap.js",
              "script/timeline.js", "script/pictures.js", "script/release.js", "script/end.js"})});
  }

 private:
  Fields fields() const {
    const GateLines gates = gate_lines(m_data);
    const Instructions install = instructions_for(m_manifest);
    std::optional<Link> releases;
    if (m_data.is_in_releases) releases = Link::to_file("../index.html");
    Fields fields{{"product", m_manifest.product},
                  {"release", m_manifest.release},
                  {"releases", releases},
                  {"is_in_releases", m_data.is_in_releases},
                  {"package_count", shown_number(m_manifest.packages.size())},
                  {"created", m_manifest.created},
                  {"created_shown", shown_time(m_manifest.created)},
                  {"contents", contents_text()},
                  {"clients", clients_text()},
                  {"verify", "rpmworks verify " + shell_quoted(m_manifest.release)},
                  {"gates", gates.lines},
                  {"gate_counts", gate_counts(gates.verdict)},
                  {"keys", keys()},
                  {"on_client", install.on_client},
                  {"from_folder", install.from_folder},
                  {"sections", sections()},
                  {"withdrawn", withdrawn()},
                  {"has_withdrawn", !m_manifest.withdrawn.empty()},
                  {"delta_from", m_manifest.delta_from ? m_manifest.delta_from->release : std::string()},
                  {"guide", guide_markup(m_data.upgrade_guide)},
                  {"rows", rows()},
                  {"tool", m_manifest.tool},
                  {"config_sha256", m_manifest.config_sha256},
                  {"lock_sha256", m_manifest.lock_sha256}};
    set_verdict(fields, gates.verdict);
    set_changes(fields);
    return fields;
  }

  std::string contents_text() const {
    uint64_t bytes = 0;
    size_t sources = 0;
    for (const auto& entry : m_manifest.packages) {
      bytes += entry.size;
      sources += entry.nevra.is_source() ? 1 : 0;
    }
    return fmt::format("{} and {}, {} in {}",
                       number_of(m_manifest.packages.size() - sources, "package", "packages"),
                       number_of(sources, "source package", "source packages"), human_bytes(bytes),
                       number_of(m_manifest.sections.size(), "section", "sections"));
  }

  // What rpm clients need. The manifest does not tell which distributions that means.
  static std::string clients_of(const SectionInfo& section) {
    const auto* const profile = clients::find_profile(section.client);
    return profile ? std::string(profile->description) : section.client;
  }

  std::string clients_text() const {
    std::vector<std::string> names;
    for (const auto& section : m_manifest.sections)
      if (const std::string name = clients_of(section); std::ranges::count(names, name) == 0)
        names.push_back(name);
    return join(names, "; ");
  }

  void set_verdict(Fields& fields, const Verdict& verdict) const {
    using State = Verdict::State;
    const std::string name = fmt::format("{} {}", m_manifest.product, m_manifest.release);
    std::string headline, lead;
    switch (verdict.state) {
      case State::composed:
        headline = name + " was sound when it was composed";
        lead =
            "A release becomes visible only after its files have passed every gate below. Each package is "
            "the "
            "file that the signed manifest names, and a trusted key of its section signed it.";
        break;
      case State::sound:
        headline = name + " is sound";
        lead =
            "It passed every gate. Each package is the file that the signed manifest names, and a trusted "
            "key "
            "of its section signed it.";
        break;
      case State::partly:
        headline = name + " is sound as far as it could be checked";
        lead = fmt::format("{} could not run; all others passed.",
                           number_of(verdict.unchecked, "gate", "gates"));
        break;
      case State::unsound:
        headline = name + " is not sound";
        lead = fmt::format("{} failed: {}. Do not publish it, and do not install from it.",
                           number_of(verdict.failed, "gate", "gates"), join(verdict.failed_names, ", "));
        break;
      case State::unchecked:
        headline = name + " was not checked for this page";
        lead = "The page shows what the manifest lists. The command beside this text checks the files.";
        break;
    }
    const bool is_good = verdict.state == State::composed || verdict.state == State::sound;
    fields.set("headline", std::move(headline));
    fields.set("lead", std::move(lead));
    fields.set("tone", is_good ? "good" : verdict.state == State::unsound ? "bad" : "warn");
    fields.set("is_good", is_good);
    fields.set("is_bad", verdict.state == State::unsound);
    fields.set("is_unclear", verdict.state == State::partly || verdict.state == State::unchecked);
    fields.set("accepted", verdict.accepted > 0
                               ? number_of(verdict.accepted, "accepted finding", "accepted findings")
                               : std::string());
    fields.set("checked", m_data.checks ? manifest::iso_time(m_data.checks->time) : std::string());
    fields.set("checked_shown",
               m_data.checks ? shown_time(manifest::iso_time(m_data.checks->time)) : std::string());
    fields.set("checked_by", m_data.checks ? m_data.checks->tool : std::string());
  }

  static std::string gate_counts(const Verdict& verdict) {
    std::vector<std::string> counts;
    if (verdict.failed > 0) counts.push_back(fmt::format("{} failed", verdict.failed));
    if (verdict.unchecked > 0) counts.push_back(fmt::format("{} did not run", verdict.unchecked));
    counts.push_back(fmt::format("{} passed", verdict.passed));
    return join(counts, ", ");
  }

  std::string user_id(const std::string& fingerprint) const {
    const auto key = std::ranges::find(m_manifest.keys, fingerprint, &manifest::KeyInfo::fingerprint);
    return key == m_manifest.keys.end() ? std::string() : key->user_id;
  }

  // The keys that signed something, own keys first, each with what it signed.
  std::vector<Fields> keys() const {
    std::vector<std::string> signers;
    const auto add = [&](const std::string& fingerprint) {
      if (!fingerprint.empty() && std::ranges::count(signers, fingerprint) == 0)
        signers.push_back(fingerprint);
    };
    for (const auto& section : m_manifest.sections) add(section.signer);
    for (const auto& section : m_manifest.sections)
      for (const auto& fingerprint : section.package_signers()) add(fingerprint);
    std::vector<Fields> keys;
    for (size_t i = 0; i < signers.size(); ++i) {
      std::vector<Fields> signed_sections;
      for (const auto& section : m_manifest.sections) {
        const auto signers_of = section.package_signers();
        const bool is_signer = std::ranges::count(signers_of, signers[i]) > 0;
        const bool is_of_metadata = section.signer == signers[i];
        if (!is_signer && !is_of_metadata) continue;
        signed_sections.push_back(
            {{"path", section.path},
             {"what", is_signer ? is_of_metadata ? "packages and metadata" : "packages" : "metadata"},
             {"amount", number_of(section.packages, "package", "packages")}});
      }
      keys.push_back({{"name", user_id(signers[i])},
                      {"fingerprint", signers[i]},
                      {"fingerprint_shown", grouped_fingerprint(signers[i])},
                      {"is_vendor", is_vendor(signers[i])},
                      {"validity", validity(signers[i])},
                      {"signed_sections", std::move(signed_sections)}});
    }
    return keys;
  }

  bool is_vendor(const std::string& fingerprint) const {
    return std::ranges::any_of(m_manifest.sections, [&](const SectionInfo& section) {
      return section.is_from_vendor() && std::ranges::count(section.signers, fingerprint) > 0;
    });
  }

  std::string validity(const std::string& fingerprint) const {
    const auto key = std::ranges::find(m_manifest.keys, fingerprint, &manifest::KeyInfo::fingerprint);
    if (key == m_manifest.keys.end()) return "";
    const auto day = [](int64_t time) { return manifest::iso_time(time).substr(0, 10); };
    return fmt::format("created {}, {}", day(key->created),
                       key->expires ? "expires " + day(*key->expires) : "does not expire");
  }

  std::vector<Fields> sections() const {
    std::vector<Fields> sections;
    for (const auto& section : m_manifest.sections) {
      std::vector<Fields> signers;
      for (const auto& fingerprint : section.package_signers()) {
        const std::string name = user_id(fingerprint);
        signers.push_back({{"signer", name.empty() ? grouped_fingerprint(fingerprint) : name}});
      }
      std::optional<Link> folder;
      if (m_data.is_in_releases) folder = Link::to_file(section.path + "/");
      sections.push_back({{"path", section.path},
                          {"folder", folder},
                          {"amount", shown_number(section.packages)},
                          {"size", human_bytes(section.bytes)},
                          {"section_clients", clients_of(section)},
                          {"target", section.target},
                          {"signers", std::move(signers)},
                          {"repomd_sha256", section.repomd_sha256}});
    }
    return sections;
  }

  std::vector<Fields> withdrawn() const {
    std::vector<Fields> withdrawn;
    for (const auto& one : m_manifest.withdrawn)
      withdrawn.push_back({{"nevra", one.nevra}, {"of_release", one.release}, {"reason", one.reason}});
    return withdrawn;
  }

  void set_changes(Fields& fields) const {
    std::vector<Fields> groups, tally;
    if (!m_changes.empty())
      for (size_t kind = 0; kind < k_change_words.size(); ++kind)
        add_group(static_cast<ChangeKind>(kind), groups, tally);
    fields.set("base", m_changes.empty() ? std::string() : m_data.earlier.front()->release);
    fields.set("is_first", m_changes.empty());
    fields.set("is_same", !m_changes.empty() && groups.empty());
    fields.set("tally", std::move(tally));
    fields.set("change_groups", std::move(groups));
    fields.set("left_out", m_data.earlier_left_out > 0 ? number_of(m_data.earlier_left_out,
                                                                   "older release is", "older releases are") +
                                                             " not compared on this page."
                                                       : std::string());
  }

  void add_group(ChangeKind kind, std::vector<Fields>& groups, std::vector<Fields>& tally) const {
    std::vector<Fields> lines;
    size_t count = 0;
    for (const Change& change : m_changes.front()) {
      if (change.kind != kind) continue;
      if (++count <= k_most_changes) lines.push_back(change_line(change));
    }
    if (count == 0) return;
    const std::string word(k_change_words.at(static_cast<size_t>(kind)));
    const std::string heading = number_of(count, word, word);
    tally.push_back({{"change_word", heading}});
    groups.push_back(
        {{"heading", heading},
         {"word", word},
         {"lines", std::move(lines)},
         {"more", count > k_most_changes ? number_of(count - k_most_changes, "more package", "more packages")
                                         : std::string()}});
  }

  Fields change_line(const Change& change) const {
    const bool is_gone = change.kind == ChangeKind::removed;
    const bool is_new = change.kind == ChangeKind::added;
    const Entry& now = m_manifest.packages[change.index];
    const Entry& shown = is_gone ? change.before : now;
    const std::string before = change.before.nevra.evr.str();
    const std::string after = now.nevra.evr.str();
    std::string note;
    if (change.kind == ChangeKind::moved || (!is_gone && !is_new && change.before.section != now.section))
      note = fmt::format("from {} to {}", change.before.section, now.section);
    else if (is_new && !now.required_by.empty())
      note = "needed by " + join(now.required_by, ", ");
    else
      note = shown.section;
    const int64_t size = is_gone  ? -static_cast<int64_t>(change.before.size)
                         : is_new ? static_cast<int64_t>(now.size)
                                  : static_cast<int64_t>(now.size) - static_cast<int64_t>(change.before.size);
    return {{"index", is_gone ? std::string() : std::to_string(change.index)},
            {"name", shown.nevra.name},
            {"arch", shown.nevra.arch},
            {"before", is_new || (!is_gone && before == after) ? std::string() : before},
            {"after", is_gone ? std::string() : after},
            {"note", std::move(note)},
            {"size_change", signed_size(size)}};
  }

  Markup rows() const {
    return Template::of("package_row.html").render_each(m_manifest.packages.size(), [&](size_t i) {
      const Entry& entry = m_manifest.packages[i];
      return Fields{{"file", Link::to_file(entry.file)}, {"name", entry.nevra.name},
                    {"summary", entry.summary},          {"evr", entry.nevra.evr.str()},
                    {"arch", entry.nevra.arch},          {"section", entry.section},
                    {"license", entry.license},          {"origin", short_origin(entry)},
                    {"size", human_bytes(entry.size)}};
    });
  }

  const ReleaseData& m_data;
  const Manifest& m_manifest;
  std::vector<std::vector<Change>> m_changes;  ///< since each of m_data.earlier
};

}  // namespace

std::string release_page(const ReleaseData& data) {
  return ReleasePage(data).run();
}

}  // namespace rpmworks::report
