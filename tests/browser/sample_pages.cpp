// SPDX-License-Identifier: GPL-3.0-or-later
// Writes pages of made-up releases into a folder, for the browser tests: sample_pages DIR [large]
#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cstdio>
#include <exception>

#include "core/digest.hpp"
#include "core/files.hpp"
#include "report/diff_page.hpp"
#include "report/report.hpp"

using namespace rpmworks;

namespace {

const std::string k_own(40, 'A');
const std::string k_vendor = "0123456789ABCDEF0123456789ABCDEF01234567";
constexpr std::array k_licenses = {"MIT", "Apache-2.0", "GPL-2.0-or-later", "LGPL-2.1-or-later AND MIT",
                                   "BSD-3-Clause"};
constexpr std::array k_nouns = {"python", "perl", "lib",    "openstack", "nova",
                                "java",   "font", "kernel", "erlang",    "ruby"};
constexpr std::array k_words = {"client", "server", "utils", "devel", "common",
                                "plugin", "doc",    "tools", "core",  "agent"};

/// A generator of the same numbers on every machine.
class Numbers {
 public:
  explicit Numbers(uint64_t seed) : m_state(seed) {}
  uint64_t below(uint64_t limit) {
    m_state = m_state * 6364136223846793005U + 1442695040888963407U;
    return (m_state >> 33U) % limit;
  }

 private:
  uint64_t m_state;
};

struct Sample {
  manifest::Manifest manifest;
  std::vector<std::shared_ptr<const rpm::Contents>> contents;
};

manifest::Entry entry_of(size_t i, bool is_own, Numbers& numbers, int version) {
  const std::string name =
      fmt::format("{}-{}-{}", k_nouns.at(i % k_nouns.size()), k_words.at(i / 10 % k_words.size()), i);
  const std::string section = is_own ? "centos6" : i % 3 == 0 ? "deps/updates" : "deps/epel";
  // Some packages changed in each version.
  const int changed = i % 29 == 0 ? version : i % 37 == 0 ? std::max(1, version - 1) : 1;
  const int release = i % 41 == 0 ? 9 - version : 1;
  manifest::Entry entry;
  entry.nevra = {
      .name = name,
      .evr = {i % 7 == 0 ? "1" : "", fmt::format("2.{}.{}", i % 10, changed), fmt::format("{}.el6", release)},
      .arch = i % 2 ? "x86_64" : "noarch"};
  entry.section = section;
  entry.file = section + "/" + entry.nevra.file_name();
  entry.size = 2000 + numbers.below(numbers.below(10) == 0 ? 30'000'000 : 400'000);
  entry.sha256 = sha256(entry.nevra.str());
  entry.license = k_licenses.at(numbers.below(k_licenses.size()));
  entry.summary = fmt::format("The {} of {}, which does what number {} is for", k_words.at(i % 10), name,
                              numbers.below(1000));
  entry.source_rpm = fmt::format("{}-2.{}.{}-{}.el6.src.rpm", name, i % 10, changed, release);
  entry.signatures = {{.key_id = "0123456789abcdef",
                       .fingerprint = is_own ? k_own : k_vendor,
                       .hash = "sha256",
                       .created = 1'700'000'000 + static_cast<int64_t>(i)}};
  if (is_own) {
    entry.origin = manifest::FromGit{.url = fmt::format("https://git.example.org/{}.git", name),
                                     .ref = "v1.0.2",
                                     .commit = sha256(name + std::to_string(changed)).substr(0, 40),
                                     .srpm_sha256 = sha256(name + "srpm")};
    entry.build = manifest::BuildInfo{"centos6", "builtin", sha256("root")};
  } else {
    entry.origin = manifest::FromUpstream{.upstream = i % 3 == 0 ? "centos6-updates" : "epel6",
                                          .url = "https://mirror.example.org/6/" + entry.nevra.file_name()};
    entry.required_by = {k_nouns.at(i % 10) + std::string("-client-") + std::to_string(i % 10)};
  }
  return entry;
}

std::shared_ptr<const rpm::Contents> contents_of(const manifest::Entry& entry, size_t i, size_t count,
                                                 const std::vector<manifest::Entry>& all, Numbers& numbers) {
  auto contents = std::make_shared<rpm::Contents>();
  contents->package.nevra = entry.nevra;
  contents->package.url = "https://example.org/" + entry.nevra.name;
  contents->package.installed_size = entry.size * 3;
  contents->package.provides = {entry.nevra.name + " = " + entry.nevra.evr.str(),
                                fmt::format("config({}) = 1", entry.nevra.name),
                                fmt::format("lib{}.so.1()(64bit)", i)};
  contents->package.requires_ = {"rpmlib(CompressedFileNames) <= 3.0.4-1", "/bin/sh",
                                 "libc.so.6(GLIBC_2.3.4)(64bit)", "libc.so.6()(64bit)"};
  for (size_t n = numbers.below(12); n > 0; --n) {
    const size_t other = numbers.below(i % 50 == 0 ? count : std::min<size_t>(count, 40));
    if (other != i)
      contents->package.requires_.push_back(n % 2 ? all[other].nevra.name
                                                  : fmt::format("lib{}.so.1()(64bit)", other));
  }
  for (size_t n = numbers.below(60) + 1; n > 0; --n)
    contents->files.emplace_back().path =
        fmt::format("/usr/{}/{}/file-{}", n % 3 ? "share" : "lib64", entry.nevra.name, n);
  if (i % 9 == 0)
    contents->scriptlets = {{"%post", "/bin/sh", "/sbin/ldconfig\nexit 0\n"},
                            {"%preun", "/bin/sh", "service stop </dev/null\n"}};
  return contents;
}

Sample sample(size_t count, int version) {
  Sample made;
  manifest::Manifest& m = made.manifest;
  m = {.product = "altai",
       .release = fmt::format("1.0.{}", version),
       .created = manifest::iso_time(1'700'000'000 + version * 86400),
       .tool = "rpmworks 0.1.0",
       .config_sha256 = sha256("config"),
       .lock_sha256 = sha256("lock"),
       .signer = k_own};
  for (const char* path : {"centos6", "deps/epel", "deps/updates", "sources"})
    m.sections.push_back({.path = path,
                          .target = "centos6",
                          .client = "el6",
                          .from = std::string(path).starts_with("deps") ? "upstream" : "builds",
                          .signer = k_own,
                          .signers = {std::string(path).starts_with("deps") ? k_vendor : k_own},
                          .repomd_sha256 = sha256(path)});
  m.keys = {{.fingerprint = k_own,
             .user_id = "Altai releases <rpm@altai.example>",
             .file = "RPM-GPG-KEY-altai",
             .created = 1'600'000'000,
             .expires = 1'900'000'000},
            {.fingerprint = k_vendor,
             .user_id = "A Vendor (6) <vendor@example.org>",
             .file = "RPM-GPG-KEY-vendor",
             .created = 1'500'000'000}};
  Numbers numbers(7);
  for (size_t i = 0; i < count; ++i) m.packages.push_back(entry_of(i, i % 11 == 0, numbers, version));
  if (count > 20) {
    // Texts of an attacker, and texts that are hard to show.
    m.packages[3].summary = "<script>alert(1)</script><img src=x onerror=alert(2)> \" ' & </script>";
    m.packages[4].summary = "\xd7\xa9\xd7\x9c\xd7\x95\xd7\x9d right to left \xe2\x80\xae turned";
    m.packages[5].nevra.name = "a-package-with-a-name-" + std::string(90, 'x');
    m.packages[5].file = m.packages[5].section + "/" + m.packages[5].nevra.file_name();
    m.packages[6].summary = "";
    m.packages[6].license = "";
  }
  m.sort();
  for (auto& section : m.sections)
    for (const auto& entry : m.packages)
      if (entry.section == section.path) {
        ++section.packages;
        section.bytes += entry.size;
      }
  for (size_t i = 0; i < count; ++i)
    made.contents.push_back(contents_of(m.packages[i], i, count, m.packages, numbers));
  return made;
}

std::vector<report::RequiredGate> required() {
  return {{"manifest", "The manifest can be read, is signed, and belongs to the release", ""},
          {"signatures", "Only trusted keys of its section signed each package", ""},
          {"digests", "Each package is there, as the manifest lists it", ""},
          {"duplicates", "No package is twice in a section or for a target", ""},
          {"closure", "Each package can be installed on the base with the help of the release",
           "release.base of repos.yaml does not say what clients have"},
          {"permissions", "No file is newly setuid, setgid, world-writable or with capabilities", ""}};
}

report::ReleaseData data_of(Sample made, size_t count) {
  report::ReleaseData data{.manifest = std::make_shared<const manifest::Manifest>(std::move(made.manifest)),
                           .contents = std::move(made.contents)};
  for (const int version : {2, 1}) {
    Sample earlier = sample(count - (version == 2 ? 2 : 5), version);
    data.earlier.push_back(std::make_shared<const manifest::Manifest>(std::move(earlier.manifest)));
  }
  data.required = required();
  data.is_in_releases = true;
  data.upgrade_guide =
      "# Upgrading\n\nRun these.\n\n## From 1.0.2\n\n    yum upgrade\n    yum downgrade perl-client-41\n\n- "
      "`one` and **two**\n- <script>alert(3)</script>\n";
  return data;
}

schedule::Timeline timeline_of(const manifest::Manifest& manifest) {
  schedule::Timeline timeline{
      .target = "centos6", .engine = "builtin", .began = 1'700'000'000, .seconds = 300, .jobs = {}};
  size_t slot = 0;
  for (const auto& entry : manifest.packages) {
    if (!entry.build || timeline.jobs.size() >= 12) continue;
    const double begin = 20.0 * static_cast<double>(slot / 3);
    schedule::JobRun job{.name = entry.nevra.name,
                         .nevra = entry.source_rpm.substr(0, entry.source_rpm.size() - 4),
                         .state = schedule::JobRun::State::built,
                         .begin = begin,
                         .end = begin + 18,
                         .slot = slot % 3};
    if (slot == 11) job.state = schedule::JobRun::State::failed;
    if (slot == 11) job.phase = "%check";
    if (slot >= 3) job.needs = {slot - 3};
    job.reason = "never built";
    timeline.jobs.push_back(job);
    ++slot;
  }
  return timeline;
}

// The page of `rpmworks report`: checked now, with a failed gate and what is known of the builds.
report::ReleaseData checked(report::ReleaseData data) {
  const auto& packages = data.manifest->packages;
  report::Checks checks{.time = 1'700'500'000, .tool = "rpmworks 0.1.0", .gates = {}};
  checks.gates.push_back({.name = "manifest",
                          .subject = "altai 1.0.3",
                          .findings = {},
                          .accepted = {},
                          .notes = {},
                          .detail = "signed by Altai releases",
                          .not_checked = {}});
  checks.gates.push_back({.name = "signatures",
                          .subject = "deps/epel",
                          .findings = {{.id = "",
                                        .text = packages[40].file + " is signed by an unknown key <b>x</b>",
                                        .file = packages[40].file}},
                          .accepted = {},
                          .notes = {},
                          .detail = {},
                          .not_checked = {}});
  checks.gates.push_back(
      {.name = "permissions",
       .subject = "altai 1.0.3",
       .findings = {},
       .accepted = {{.finding = {.id = "lock setgid", .text = "/usr/bin/lock is setgid", .file = {}},
                     .waiver = {"permissions", "lock setgid", "the mail folder belongs to the group",
                                "ann@example.org", "2027-03-31"}}},
       .notes = {"a note"},
       .detail = {},
       .not_checked = {}});
  checks.gates.push_back({.name = "closure",
                          .subject = "centos6",
                          .findings = {},
                          .accepted = {},
                          .notes = {},
                          .detail = {},
                          .not_checked = "no repos.yaml says what the base is"});
  data.checks = std::move(checks);
  data.timeline = timeline_of(*data.manifest);
  data.is_in_releases = false;
  for (const auto& job : data.timeline->jobs)
    data.builds[job.nevra.substr(0, job.nevra.size() - 4)] = {
        .phases = {{"%prep", 1, 1.5}, {"%build", 1, 12.25}, {"%install", 1, 3}, {"rpmbuild", 0, 16.75}},
        .log_end = "+ make\ncc <stdin>\nExecuting(%install)\n"};
  return data;
}

void write_large_pages(const fs::path& folder) {
  for (const size_t count : {5000, 20000})
    write_file_atomically(folder / fmt::format("{}.html", count),
                          report::release_page(data_of(sample(count, 3), count)));
}

report::DiffPage difference() {
  const std::string hostile = "</script><script>alert(9)</script><img src=x onerror=alert(10)>";
  report::DiffPage page{
      .before = {.title = "altai 1.0.2", .facts = {{"Kind", "release"}, {"Manifest", sha256("a")}}},
      .after = {.title = "altai 1.0.3", .facts = {{"Kind", "release"}, {"Warning", hostile}}},
      .summary = "1 downgraded, 1 removed, 40 upgraded; 380 unchanged"};
  page.policy = {{.is_alarming = true, .text = "nova was removed", .items = {"policy.yaml:2:10: removals"}}};
  page.general = {
      {.text = "LOST BUT STILL REQUIRED: 1", .items = {"libnova.so.1()(64bit), needed by " + hostile}}};
  page.clients = {{.text = "40 packages are upgraded.",
                   .items = {"dnf upgrade", "dnf remove nova"},
                   .are_commands = true}};
  page.groups = {{.kind = "downgraded", .is_alarming = true, .packages = {}},
                 {.kind = "removed", .is_alarming = true, .packages = {}},
                 {.kind = "upgraded", .packages = {}}};
  page.groups[0].packages = {{.name = "perl-" + std::string(90, 'x') + ".noarch",
                              .versions = "2.0-1 → 1.0-1",
                              .section = "deps/epel",
                              .size = "1.2 MiB → 1.3 MiB",
                              .details = {{.is_alarming = true,
                                           .text = "NEW SPECIAL PERMISSIONS: 1",
                                           .items = {"/usr/bin/" + hostile + " is setuid root:root"}}}}};
  page.groups[1].packages = {{.name = hostile, .versions = "1", .section = "centos6", .size = ""}};
  for (int i = 0; i < 40; ++i)
    page.groups[2].packages.push_back(
        {.name = fmt::format("package-{}.x86_64", i),
         .versions = "1.0-1 → 1.1-1",
         .section = "centos6",
         .size = "12 KiB",
         .details = {{.text = "files added: 1", .items = {"/usr/share/" + std::string(200, 'y')}}}});
  return page;
}

void write_pages(const fs::path& folder) {
  make_folders(folder / "altai" / "1.0.3");
  const report::ReleaseData data = data_of(sample(420, 3), 420);
  write_file_atomically(folder / "altai" / "1.0.3" / "index.html", report::release_page(data));
  write_file_atomically(folder / "checked.html", report::release_page(checked(data)));
  write_file_atomically(folder / "build.html", report::build_page(timeline_of(*data.manifest)));
  write_file_atomically(folder / "diff.html", report::diff_page(difference()));
  Sample one = sample(1, 1);
  write_file_atomically(
      folder / "one.html",
      report::release_page({.manifest = std::make_shared<const manifest::Manifest>(one.manifest)}));
  report::ReleasesData releases{
      .product = "altai",
      .releases = {{.manifest = data.manifest, .name = "1.0.3", .fault = {}, .state = "published"}}};
  for (const auto& earlier : data.earlier)
    releases.releases.push_back(
        {.manifest = earlier, .name = earlier->release, .fault = {}, .state = {}, .has_page = false});
  releases.releases.push_back(
      {.manifest = nullptr, .name = "0.9", .fault = "0.9/manifest.json: <no> JSON", .state = {}});
  write_file_atomically(folder / "altai" / "index.html", report::releases_page(releases));
}

}  // namespace

int main(int argc, char** argv) {
  if (argc < 2) return 2;
  try {
    write_pages(argv[1]);
    if (argc > 2) write_large_pages(argv[1]);
    return 0;
  } catch (const std::exception& error) {
    std::fprintf(stderr, "sample_pages: %s\n", error.what());
    return 1;
  }
}
