// SPDX-License-Identifier: GPL-3.0-or-later
#include "compose/compose.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstdio>
#include <cstdlib>
#include <nlohmann/json.hpp>
#include <thread>

#include "compose/differences.hpp"
#include "compose/plan.hpp"
#include "compose/stage.hpp"
#include "core/digest.hpp"
#include "core/error.hpp"
#include "core/text.hpp"
#include "srpm/client_limits.hpp"

namespace rpmworks::compose {

namespace {

constexpr size_t k_most_differences = 12;

// Changes when the same inputs would give another release.
constexpr const char* k_layout = "release 1";

// The inputs themselves: everything that a release depends on but the keys.
void feed_inputs(Digest& digest, const Inputs& inputs, const config::Config& config,
                 const config::Target& target) {
  digest.field(k_layout).field(tool_name()).field(inputs.release).field(config.sha256).field(config.product);
  digest.field(config.baseurl).field(target.name).field(target.arch).field(srpm::name_of(target.client));
  for (const auto& section : config.sections)
    digest.field(section.path)
        .field(std::to_string(static_cast<int>(section.from)))
        .field(section.of)
        .field(section.upstream)
        .field(section.sign);
  for (const auto& srpm : inputs.srpms) {
    const manifest::Origin origin = origin_of(srpm, config);
    digest.field("srpm").field(srpm.name).field(srpm.sha256).field(origin.kind).field(origin.url);
    if (const auto& verified = origin.verified)
      digest.field(verified->what).field(verified->fingerprint).field(std::to_string(verified->time));
    digest.field(origin.ref).field(origin.commit).field(std::to_string(srpm.commit_time));
  }
  for (const auto& build : inputs.builds) {
    digest.field("build").field(build.name).field(build.target).field(build.engine);
    digest.field(build.srpm_sha256).field(build.buildroot_sha256);
    const auto package = config.packages.find(build.name);
    digest.field(package == config.packages.end() ? "" : package->second.section);
    for (const auto& artifact : build.packages) digest.field(artifact.file_name).field(artifact.sha256);
  }
}

std::vector<std::string> key_names(const config::Config& config) {
  std::vector<std::string> names;
  for (const auto& section : config.sections)
    if (!section.sign.empty() && std::ranges::find(names, section.sign) == names.end())
      names.push_back(section.sign);
  return names;
}

// The keys as far as they can be told without starting GnuPG: what is configured, and what secret keys there
// are (their files are named by their keygrips). It may change though the keys that matter have not, so a
// difference in it decides nothing.
void feed_keys_cheaply(Digest& digest, const config::Config& config) {
  for (const auto& name : key_names(config)) {
    const config::Key& key = config.keys.at(name);
    digest.field(name).field(key.fingerprint).field(key.homedir.string());
    digest.field(key.public_key.empty() || !fs::exists(key.public_key) ? "" : digest_of_file(key.public_key));
    std::vector<std::string> secrets;
    std::error_code ignored;
    for (const auto& entry : fs::directory_iterator(key.homedir / "private-keys-v1.d", ignored))
      secrets.push_back(entry.path().filename());
    std::ranges::sort(secrets);
    digest.field(join(secrets, " "));
  }
}

bool is_release(const fs::path& place) {
  return !fs::is_symlink(place) && fs::is_regular_file(place / "manifest.json");
}

/// What is remembered of a release that was composed here.
struct Remembered {
  std::string cheap;   ///< digest over inputs and what is cheaply known of the keys
  std::string inputs;  ///< digest over inputs and keys
};

fs::path memory_of(const store::Workspace& workspace, const std::string& release) {
  return workspace.state() / "releases" / (release + ".json");
}

Remembered recall(const store::Workspace& workspace, const std::string& release) {
  const fs::path file = memory_of(workspace, release);
  if (!fs::exists(file)) return {};
  const auto json = nlohmann::json::parse(read_file(file), nullptr, false);
  if (!json.is_object()) return {};
  return {.cheap = json.value("cheap", ""), .inputs = json.value("inputs", "")};
}

void remember(const store::Workspace& workspace, const std::string& release, const Remembered& what) {
  make_folders(memory_of(workspace, release).parent_path());
  write_file_atomically(memory_of(workspace, release),
                        nlohmann::json{{"cheap", what.cheap}, {"inputs", what.inputs}}.dump());
}

/// The folder in which a release is made, beside its place so that one rename publishes it; gone at the end.
class Staging {
 public:
  Staging(const store::Workspace& workspace, const std::string& release)
      : m_folder(workspace.releases() / fmt::format(".{}.tmp", release)) {
    make_folders(workspace.releases());
    // The lock is ours, so what an earlier run left behind belongs to nobody.
    for (const auto& entry : fs::directory_iterator(workspace.releases())) {
      const std::string name = entry.path().filename();
      if (name.starts_with('.') && name.ends_with(".tmp")) remove_tree(entry.path());
    }
    make_folders(m_folder);
  }
  ~Staging() {
    try {
      remove_tree(m_folder);
    } catch (const Error&) {
      // A destructor cannot report; the next run removes it.
    }
  }
  Staging(const Staging&) = delete;
  Staging& operator=(const Staging&) = delete;
  const fs::path& folder() const { return m_folder; }

  /// Makes it the release; one that is there already goes away with this object.
  void become(const fs::path& place) const {
    sync();
    if (!fs::exists(place)) {
      rename_durably(m_folder, place);
      return;
    }
    // Exchanged in one step: there is a release under this name at every moment.
    if (::renameat2(AT_FDCWD, m_folder.c_str(), AT_FDCWD, place.c_str(), RENAME_EXCHANGE) == 0) return;
    if (errno != EINVAL && errno != ENOSYS) throw system_error("rename to", place.string());
    const fs::path aside = m_folder.parent_path() / fmt::format(".{}.old.tmp", place.filename().string());
    rename_durably(place, aside);
    rename_durably(m_folder, place);
    remove_tree(aside);
  }

 private:
  // Packages are links to the store, which were synced when they were signed; syncing a thousand of them
  // again would take seconds. Everything else was synced when it was written, so that the folders remain.
  void sync() const {
    for (const auto& entry : fs::recursive_directory_iterator(m_folder))
      if (entry.is_directory() || (entry.path().extension() == ".rpm" && entry.hard_link_count() == 1))
        sync_path(entry.path());
    sync_path(m_folder);
  }

  static void sync_path(const fs::path& path) {
    const FileDescriptor fd = open_for_reading(path);
    // Some file systems cannot sync a folder and say EINVAL.
    if (::fsync(fd.get()) != 0 && errno != EINVAL) throw system_error("sync", path.string());
  }

  fs::path m_folder;
};

class Composer {
 public:
  Composer(const Inputs& inputs, const config::Config& config, const config::Target& target,
           const store::Workspace& workspace, store::Store& store, bool replace, Reporter& reporter)
      : m_inputs(inputs),
        m_config(config),
        m_target(target),
        m_workspace(workspace),
        m_store(store),
        m_replace(replace),
        m_reporter(reporter),
        m_place(workspace.releases() / inputs.release) {}

  Composed run() {
    require_release_name(m_inputs.release);
    if (m_config.sections.empty())
      throw Error(ExitCode::invalid, "there is nothing to compose: no `release.sections`")
          .hint("say in repos.yaml what a release holds");
    const bool there = is_release(m_place);
    if (!there && fs::exists(fs::symlink_status(m_place)))
      throw Error(ExitCode::failed, fmt::format("{} is in the way: it is no release", m_place.string()))
          .hint("move it aside, or give the release another name");
    const Remembered before = there ? recall(m_workspace, m_inputs.release) : Remembered{};
    Digest cheap;
    feed_inputs(cheap, m_inputs, m_config, m_target);
    feed_keys_cheaply(cheap, m_config);
    m_now.cheap = cheap.hex();
    // To replace a release is to make it anew, even of the same inputs: what is there may be damaged.
    const bool may_stay = there && !(m_replace && !was_published(m_inputs.release, m_workspace));
    // A key that was prolonged looks the same so far, and --replace is what makes a release ship it.
    if (may_stay && !m_replace && before.cheap == m_now.cheap) return as_it_is();

    const Plan plan = make_plan(m_inputs, m_config, m_target);
    make_signers();
    if (may_stay && before.inputs == m_now.inputs) {
      remember(m_workspace, m_inputs.release, m_now);
      return as_it_is();
    }
    return make(plan, there, may_stay);
  }

 private:
  Composed as_it_is() const { return {.folder = m_place, .manifest = read_manifest(), .unchanged = true}; }

  manifest::Manifest read_manifest() const {
    const fs::path file = m_place / "manifest.json";
    return manifest::Manifest::from_json(read_file(file), file.string());
  }

  void make_signers() {
    Digest digest;
    feed_inputs(digest, m_inputs, m_config, m_target);
    for (const auto& name : key_names(m_config)) {
      auto signer = sign::gpg_signer(m_config.keys.at(name), m_workspace.tmp());
      if (const auto why = unverifiable_because(signer->algorithm(), m_target.client); !why.empty())
        throw Error(ExitCode::gate,
                    fmt::format("the clients of the target {} cannot verify what the key '{}' signs: {}",
                                m_target.name, name, why))
            .at(m_config.keys.at(name).where)
            .hint("sign with an RSA key: `gpg --quick-gen-key 'NAME' rsa3072 sign never`");
      digest.field(name).field(signer->fingerprint()).field(signer->public_key());
      m_signers[name] = std::move(signer);
    }
    m_now.inputs = digest.hex();
  }

  Composed make(const Plan& plan, bool there, bool may_stay) {
    Activity composing(m_reporter, "composing", m_inputs.release);
    const Staging staging(m_workspace, m_inputs.release);
    manifest::Manifest manifest = write_release(staging.folder(), {.release = m_inputs.release,
                                                                   .plan = plan,
                                                                   .config = m_config,
                                                                   .target = m_target,
                                                                   .signers = m_signers,
                                                                   .workspace = m_workspace,
                                                                   .store = m_store,
                                                                   .reporter = m_reporter});
    if (may_stay && read_file(m_place / "manifest.json") == manifest.to_json()) {
      remember(m_workspace, m_inputs.release, m_now);
      return {.folder = m_place, .manifest = std::move(manifest), .unchanged = true};
    }
    if (there) require_replaceable(manifest);
    require_gates(staging.folder());
    staging.become(m_place);
    remember(m_workspace, m_inputs.release, m_now);
    composing.result(fmt::format("{} packages", manifest.packages.size()));
    return {.folder = m_place, .manifest = std::move(manifest)};
  }

  void require_replaceable(const manifest::Manifest& manifest) const {
    const bool is_published = was_published(m_inputs.release, m_workspace);
    if (m_replace && !is_published) return;
    std::vector<std::string> what;
    try {
      what = differences(read_manifest(), manifest, k_most_differences);
    } catch (const Error& unreadable) {
      what = {unreadable.what()};
    }
    throw Error(ExitCode::gate, fmt::format("the release {} is there already{}, made of other inputs",
                                            m_inputs.release, is_published ? " and published" : ""))
        .notes(what)
        .hint(is_published ? "people may have it: give this one another name"
                           : "give this one another name, or replace that one with --replace");
  }

  void require_gates(const fs::path& folder) const {
    for (const auto& check : verify(folder, m_reporter, std::max(1U, std::thread::hardware_concurrency())))
      if (!check.passed)
        throw Error(check.code, fmt::format("the release {} does not pass the gate '{}' ({})",
                                            m_inputs.release, check.name, check.subject))
            .notes(check.findings);
  }

  const Inputs& m_inputs;
  const config::Config& m_config;
  const config::Target& m_target;
  const store::Workspace& m_workspace;
  store::Store& m_store;
  bool m_replace;
  Reporter& m_reporter;
  fs::path m_place;
  Remembered m_now;
  Signers m_signers;
};

}  // namespace

Composed compose(const Inputs& inputs, const config::Config& config, const config::Target& target,
                 const store::Workspace& workspace, store::Store& store, bool replace, Reporter& reporter) {
  return Composer(inputs, config, target, workspace, store, replace, reporter).run();
}

}  // namespace rpmworks::compose
