// SPDX-License-Identifier: GPL-3.0-or-later
#include "report/page_data.hpp"

#include <algorithm>
#include <map>
#include <string_view>
#include <unordered_map>

#include "clients/profile.hpp"
#include "core/encoding.hpp"
#include "report/dependencies.hpp"
#include "report/markup.hpp"
#include "report/page_files.hpp"
#include "report/wait_reason.hpp"

namespace rpmworks::report {

namespace {

using manifest::Entry;
using manifest::Manifest;

// Longer scriptlets are cut; so are the texts of packages with very many Provides.
constexpr size_t k_longest_script = 4000;
constexpr size_t k_most_provides = 100;

/// Texts by their positions.
class Texts {
 public:
  int64_t of(std::string_view text) {
    if (text.empty()) return -1;
    const auto [at, is_new] = m_known.try_emplace(clean_text(text), m_texts.size());
    if (is_new) m_texts.push_back(at->first);
    return static_cast<int64_t>(at->second);
  }
  Json of(const std::vector<std::string>& texts) {
    Json list = Json::array();
    for (const auto& text : texts) list.push_back(of(text));
    return list;
  }
  Json json() const { return m_texts; }

 private:
  std::unordered_map<std::string, size_t> m_known;
  std::vector<std::string> m_texts;
};

/// JSON values that several packages share, by their positions.
class Shared {
 public:
  int64_t of(const Json& value) {
    const auto [at, is_new] = m_known.try_emplace(value.dump(), m_values.size());
    if (is_new) m_values.push_back(value);
    return static_cast<int64_t>(at->second);
  }
  Json json() const { return m_values; }

 private:
  std::map<std::string, size_t> m_known;
  std::vector<Json> m_values;
};

// 43 characters without padding: two thirds of the hexadecimal digits.
std::string short_digest(const std::string& sha256) {
  constexpr size_t k_bytes = 32;
  std::string bytes = from_hex(sha256).value_or("");
  bytes.resize(k_bytes);
  std::string text = to_base64(bytes);
  while (text.ends_with('=')) text.pop_back();
  std::ranges::replace(text, '+', '-');
  std::ranges::replace(text, '/', '_');
  return text;
}

Json sections_of(const Manifest& manifest) {
  Json sections = Json::array();
  for (const auto& section : manifest.sections) {
    const auto* const profile = clients::find_profile(section.client);
    sections.push_back({{"path", clean_text(section.path)},
                        {"target", clean_text(section.target)},
                        {"clients", profile ? std::string(profile->description) : clean_text(section.client)},
                        {"bytes", section.bytes}});
  }
  return sections;
}

Json origin_of(const manifest::Origin& origin) {
  Json json = {{"kind", origin.kind()}};
  if (const auto* const upstream = origin.upstream()) {
    json["upstream"] = clean_text(upstream->upstream);
    return json;  // its URL is that of one package
  }
  json["url"] = clean_text(origin.url());
  json["srpm_sha256"] = clean_text(origin.srpm_sha256());
  if (const auto* const git = origin.git()) {
    json["ref"] = clean_text(git->ref);
    json["commit"] = clean_text(git->commit);
    if (git->verified)
      json["verified"] = {{"what", git->verified->what}, {"fingerprint", git->verified->fingerprint}};
  }
  return json;
}

class Columns {
 public:
  Columns(const ReleaseData& data, const std::vector<std::vector<Change>>& changes)
      : m_data(data), m_manifest(*data.manifest), m_changes(changes) {}

  Json run(size_t budget) {
    Json json = {{"product", clean_text(m_manifest.product)}, {"release", clean_text(m_manifest.release)}};
    json["sections"] = sections_of(m_manifest);
    json["keys"] = keys();
    Json packages = manifest_columns();
    header_columns(packages);
    json["bases"] = bases();
    json["origins"] = m_origins.json();
    json["builds"] = m_builds.json();
    run_data(json);
    const size_t used = m_texts.json().dump().size() + packages.dump().size() + json.dump().size();
    file_columns(json, packages, budget > used ? budget - used : 0);
    shorten_equal(packages);
    json["packages"] = std::move(packages);
    json["texts"] = m_texts.json();
    return json;
  }

 private:
  // A column of equal numbers becomes that number.
  static void shorten_equal(Json& packages) {
    for (const auto& [name, column] : Json::Object(packages.items())) {
      if (!column.is_array() || column.empty() || !column[0].is_number()) continue;
      const Json first = column[0];
      if (std::ranges::all_of(column.elements(), [&](const Json& one) { return one == first; }))
        packages[name] = first;
    }
  }

  Json keys() {
    Json keys = Json::array();
    for (const auto& key : m_manifest.keys) {
      m_key_of[key.fingerprint] = keys.size();
      keys.push_back({{"fingerprint", key.fingerprint}, {"name", clean_text(key.user_id)}});
    }
    return keys;
  }

  int64_t key_of(const std::string& fingerprint) const {
    const auto at = m_key_of.find(fingerprint);
    return at == m_key_of.end() ? -1 : static_cast<int64_t>(at->second);
  }

  int64_t source_of(const Entry& entry) {
    constexpr int64_t k_of_same_name = -2;
    rpm::Nevra source = entry.nevra;
    source.arch = "src";
    return entry.source_rpm == source.file_name() ? k_of_same_name : m_texts.of(entry.source_rpm);
  }

  void add_origin(const Entry& entry, Json& from, Json& is_cut) {
    std::string url = entry.origin.upstream() ? entry.origin.url() : std::string();
    const std::string name = entry.file.substr(entry.file.rfind('/') + 1);
    const bool ends_with_name = url.ends_with("/" + name);
    if (ends_with_name) url.resize(url.size() - name.size());
    from.push_back(m_texts.of(url));
    is_cut.push_back(ends_with_name ? 1 : 0);
  }

  Json manifest_columns() {
    std::map<std::string, Json> columns;
    for (const char* name : {"size", "source", "origin", "build", "from", "is_cut", "spdx", "vendor",
                             "signers", "hash", "signed", "wanted_by"})
      columns[name] = Json::array();
    std::string digests;
    for (const Entry& entry : m_manifest.packages) {
      digests += short_digest(entry.sha256);
      columns["size"].push_back(entry.size);
      columns["source"].push_back(source_of(entry));
      columns["origin"].push_back(m_origins.of(origin_of(entry.origin)));
      columns["build"].push_back(
          entry.build ? m_builds.of({{"target", clean_text(entry.build->target)},
                                     {"engine", clean_text(entry.build->engine)},
                                     {"buildroot_sha256", clean_text(entry.build->buildroot_sha256)}})
                      : -1);
      add_origin(entry, columns["from"], columns["is_cut"]);
      columns["spdx"].push_back(m_texts.of(entry.license_spdx));
      columns["vendor"].push_back(m_texts.of(entry.vendor));
      columns["signers"].push_back(key_of(entry.signature().fingerprint));
      columns["hash"].push_back(m_texts.of(entry.signature().hash));
      columns["signed"].push_back(entry.signature().created);
      columns["wanted_by"].push_back(m_texts.of(entry.required_by));
    }
    Json json(columns);
    json["sha256"] = digests;
    return json;
  }

  void header_columns(Json& packages) {
    const auto& contents = m_data.contents;
    if (contents.size() != m_manifest.packages.size()) return;
    const Dependencies dependencies = dependencies_of(m_manifest, contents);
    std::map<std::string, Json> columns;
    for (const char* name : {"url", "installed", "needs", "outside", "scriptlets"})
      columns[name] = Json::array();
    for (size_t i = 0; i < contents.size(); ++i) {
      const rpm::Contents* const one = contents[i].get();
      columns["url"].push_back(one ? m_texts.of(one->package.url) : -1);
      columns["installed"].push_back(one ? static_cast<int64_t>(one->package.installed_size) : -1);
      columns["needs"].push_back(dependencies.needs[i]);
      columns["outside"].push_back(m_texts.of(dependencies.outside[i]));
      columns["scriptlets"].push_back(one ? scriptlets_of(*one) : Json::array());
    }
    for (auto& [name, column] : columns) packages[name] = std::move(column);
  }

  // Without its own name, which every package provides.
  static std::vector<std::string> provides_of(const rpm::Contents& contents) {
    std::vector<std::string> provides;
    const std::string& name = contents.package.nevra.name;
    for (const auto& text : contents.package.provides) {
      const bool is_itself = text == name || text.starts_with(name + " = ") || text.starts_with(name + "(") ||
                             text.starts_with("config(" + name + ")");
      if (!is_itself && provides.size() < k_most_provides) provides.push_back(text);
    }
    return provides;
  }

  // Adds the column if it fits into `budget`. Returns what is left of that.
  size_t add_provides(Json& packages, size_t budget) {
    std::vector<std::vector<std::string>> all;
    size_t bytes = 0;
    for (const auto& one : m_data.contents) {
      all.push_back(one ? provides_of(*one) : std::vector<std::string>());
      for (const auto& text : all.back()) bytes += text.size() + 9;  // with quotes, commas and its number
    }
    if (bytes > budget) return budget;
    packages["provides"] = Json::array();
    for (const auto& provides : all) packages["provides"].push_back(m_texts.of(provides));
    return budget - bytes;
  }

  Json scriptlets_of(const rpm::Contents& contents) {
    Json list = Json::array();
    for (const auto& scriptlet : contents.scriptlets) {
      std::string text = scriptlet.text.substr(0, k_longest_script);
      if (text.size() < scriptlet.text.size()) text += "\n…";
      Json one = Json::array();
      for (const auto& part : {scriptlet.kind, scriptlet.program, text}) one.push_back(m_texts.of(part));
      list.push_back(std::move(one));
    }
    return list;
  }

  Json bases() {
    Json bases = Json::array();
    for (size_t i = 0; i < m_data.earlier.size(); ++i)
      bases.push_back(base(*m_data.earlier[i], m_changes[i], i == 0));
    return bases;
  }

  Json base(const Manifest& before, const std::vector<Change>& changes, bool has_commits) {
    Json json = {{"release", clean_text(before.release)},
                 {"created", clean_text(before.created)},
                 {"packages", before.packages.size()}};
    std::map<std::string, Json> columns;
    for (const char* name : {"index", "kind", "evr", "section", "size", "commit", "added", "gone"})
      columns[name] = Json::array();
    for (const auto& change : changes) {
      const Entry& entry = change.before;
      if (change.kind == ChangeKind::added) {
        columns["added"].push_back(change.index);
      } else if (change.kind == ChangeKind::removed) {
        Json gone = Json::array();
        for (const auto& text : {entry.nevra.name, entry.nevra.arch, entry.nevra.evr.str(), entry.section})
          gone.push_back(m_texts.of(text));
        gone.push_back(entry.size);
        columns["gone"].push_back(std::move(gone));
      } else {
        const std::string& commit = entry.origin.commit();
        const bool differs = has_commits && commit != m_manifest.packages[change.index].origin.commit();
        columns["index"].push_back(change.index);
        columns["kind"].push_back(static_cast<size_t>(change.kind));
        columns["evr"].push_back(m_texts.of(entry.nevra.evr.str()));
        columns["section"].push_back(m_texts.of(entry.section));
        columns["size"].push_back(entry.size);
        columns["commit"].push_back(differs ? m_texts.of(commit) : -1);
      }
    }
    json.update(Json(columns));
    return json;
  }

  void run_data(Json& json) const {
    json["commits"] = Json::object();
    for (const auto& [source, commits] : m_data.commits) {
      Json list = Json::array();
      for (const auto& commit : commits)
        list.push_back(Json(std::vector<std::string>{clean_text(commit.id), clean_text(commit.subject)}));
      json["commits"].add(clean_text(source), std::move(list));
    }
    if (m_data.timeline) json["timeline"] = timeline_data(*m_data.timeline);
    if (m_data.builds.empty()) return;
    json["runs"] = Json::object();
    for (const auto& [source, record] : m_data.builds) {
      Json phases = Json::array();
      for (const auto& phase : record.phases) {
        Json one = Json::array();
        one.push_back(clean_text(phase.name));
        one.push_back(phase.depth);
        one.push_back(phase.seconds);
        phases.push_back(std::move(one));
      }
      json["runs"].add(clean_text(source),
                       {{"phases", std::move(phases)}, {"log", clean_text(record.log_end)}});
    }
  }

  void file_columns(Json& json, Json& packages, size_t budget) {
    if (m_data.contents.size() != m_manifest.packages.size()) return;
    const FileLists lists = file_lists(m_data.contents, add_provides(packages, budget));
    Json files = Json::array();
    for (const auto& folders : lists.shown) {
      Json list = Json::array();
      for (const auto& [folder, names] : folders) {
        list.push_back(m_texts.of(folder));
        list.push_back(names);
      }
      files.push_back(std::move(list));
    }
    json["file_limit"] = lists.limit;
    packages["file_count"] = lists.counts;
    if (lists.limit == 0) return;
    packages["files"] = std::move(files);
  }

  const ReleaseData& m_data;
  const Manifest& m_manifest;
  const std::vector<std::vector<Change>>& m_changes;
  Texts m_texts;
  Shared m_origins, m_builds;
  std::map<std::string, size_t> m_key_of;
};

}  // namespace

Json page_data(const ReleaseData& data, const std::vector<std::vector<Change>>& changes, size_t budget) {
  return Columns(data, changes).run(budget);
}

Json timeline_data(const schedule::Timeline& timeline) {
  const auto critical = schedule::critical_jobs(timeline);
  Json jobs = Json::array();
  for (size_t i = 0; i < timeline.jobs.size(); ++i) {
    const auto& job = timeline.jobs[i];
    jobs.push_back({{"name", clean_text(job.name)},
                    {"nevra", clean_text(job.nevra)},
                    {"state", schedule::state_name(job.state)},
                    {"begin", job.begin},
                    {"end", job.end},
                    {"slot", job.slot},
                    {"host", clean_text(job.host)},
                    {"needs", job.needs},
                    {"phase", clean_text(job.phase)},
                    {"reason", clean_text(job.reason)},
                    {"waited", job.ran() ? clean_text(wait_reason(timeline, i)) : std::string()},
                    {"is_critical", std::ranges::count(critical, i) > 0}});
  }
  return {{"target", clean_text(timeline.target)},
          {"engine", clean_text(timeline.engine)},
          {"seconds", timeline.seconds},
          {"jobs", std::move(jobs)}};
}

}  // namespace rpmworks::report
