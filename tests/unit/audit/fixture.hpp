// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string>
#include <vector>

#include "audit/index.hpp"
#include "audit/query.hpp"
#include "core/events.hpp"
#include "core/files.hpp"
#include "support/manifest_fixture.hpp"

namespace rpmworks::test {

/// Collects the texts of notes and warnings.
class Notes : public EventSink {
 public:
  void on_event(const Event& event) override {
    if (event.kind == Event::Kind::note || event.kind == Event::Kind::warning) texts.push_back(event.subject);
  }
  std::vector<std::string> texts;
};

/// Folders of releases that have only a manifest.
struct Releases {
  TempDir folder{fs::temp_directory_path(), "audit-test-"};
  std::shared_ptr<Notes> notes = std::make_shared<Notes>();
  Reporter reporter{notes};

  audit::Place add(const std::string& name, manifest::Manifest manifest) const {
    manifest.release = name;
    const fs::path place = folder.path() / "releases" / name;
    make_folders(place);
    replace_file(place / "manifest.json", manifest.to_json());
    return {.name = name,
            .key = place.string(),
            .manifest_file = place / "manifest.json",
            .folder = place,
            .manifest = nullptr,
            .manifest_sha256 = {}};
  }
  fs::path file() const { return folder.path() / "state/audit.sqlite"; }
  audit::IndexFiles files() const { return {.files = {file()}, .tmp = folder.path()}; }
  audit::Index open(const std::vector<audit::Place>& places, const audit::Needs& needs = {}) {
    return audit::Index::open(files(), places, needs, 2, reporter);
  }
};

/// An answer in short: "KIND PACKAGE RELEASE,RELEASE: MATCH".
inline std::vector<std::string> short_answers(const audit::Index& index, const audit::Answer& answer) {
  std::vector<std::string> texts;
  for (const auto& one : answer.found) {
    std::string text = audit::name_of(one.kind) + " " + (one.package ? one.package->nevra.str() : "-") + " ";
    for (size_t i = 0; i < one.holders.size(); ++i)
      text += (i > 0 ? "," : "") + index.places()[one.holders[i].place].name;
    texts.push_back(text + ": " + one.matched);
  }
  return texts;
}

}  // namespace rpmworks::test
