// SPDX-License-Identifier: GPL-3.0-or-later
#include "srpm/versioning.hpp"

#include <fmt/chrono.h>
#include <fmt/format.h>

#include <algorithm>
#include <cstdint>

#include "clients/profile.hpp"
#include "core/error.hpp"

namespace rpmworks::srpm {

namespace {

using config::ClientProfile;
using config::Recipe;

constexpr size_t k_digits_of_id = 7;
constexpr int64_t k_last_second =
    UINT32_MAX;  // the last second that rpm can represent; a commit may have any time

bool is_newer(const std::string& version, const std::string& than) {
  return rpm::Evr{.version = version} > rpm::Evr{.version = than};
}

class Versioning {
 public:
  explicit Versioning(const VersionInput& facts)
      : m_facts(facts), m_release(without_dist(facts.spec.release, facts.dist)) {
    m_version.evr = facts.spec;
  }

  Version decide() {
    const ReleaseHistory& history = m_facts.history;
    const bool is_snapshot = m_facts.snapshot && !history.is_tagged;
    if (history.tag && m_facts.from == Recipe::VersionFrom::tag) {
      require_valid_version(*history.tag);
      return is_snapshot ? after_tag() : at_tag(history.tag->version);
    }
    if (!is_snapshot) return m_version;
    if (!history.tag) return before_release();
    return after_spec_of_tag();
  }

 private:
  // The version of the tag. For clients without '~', the release distinguishes a pre-release from the final
  // one.
  Version at_tag(const TagVersion& tag) {
    if (tag.pre.empty() || knows_tilde(m_facts.client)) {
      set_version(tag.str());
    } else {
      set_version(tag.number);
      set_release(fmt::format("0.{}.{}", tag.pre, m_release));
    }
    return m_version;
  }

  Version after_tag() {
    const TagVersion& tag = m_facts.history.tag->version;
    const std::string& named = m_facts.spec.version;
    // A snapshot after 1.0~rc1 must sort before 1.0~rc2, and the spec's 1.0 is not newer than that.
    if (is_newer(named, tag.str()) && named != tag.number) return before_release();
    at_tag(tag);
    return after_release(tag.pre.empty() || knows_tilde(m_facts.client));
  }

  Version after_spec_of_tag() {
    const ReleaseTag& tag = *m_facts.history.tag;
    const std::string& named = m_facts.spec.version;
    const std::string released = m_facts.before ? m_facts.before->version : tag.version.str();
    if (is_newer(named, released)) return before_release();
    if (is_newer(released, named))
      throw Error(ExitCode::invalid, fmt::format("the spec's Version {} is older than {}, the version of {}",
                                                 named, released, tag.tag.name))
          .hint("set Version to the next one, or take it from the tags: --version-from tag");
    // A pre-release that only its Release distinguishes from the final one is followed in the Release too.
    return after_release(tag.version.pre.empty() || tag.version.number != released);
  }

  Version before_release() {
    if (knows_tilde(m_facts.client)) {
      set_version(m_facts.spec.version + "~" + stamp());
    } else {
      set_release("0." + stamp());
    }
    return m_version;
  }

  Version after_release(bool by_version) {
    if (by_version && knows_caret(m_facts.client)) {
      set_version(m_version.evr.version + "^" + stamp());
    } else {
      set_release(without_dist(m_version.evr.release, m_facts.dist) + "." + stamp());
    }
    return m_version;
  }

  std::string stamp() const {
    return fmt::format("{}.{:%Y%m%d}git{}", m_facts.history.commits,
                       fmt::gmtime(std::clamp(m_facts.commit.time, int64_t{0}, k_last_second)),
                       m_facts.commit.id.substr(0, k_digits_of_id));
  }

  void set_version(const std::string& version) {
    m_version.evr.version = version;
    m_version.version.reset();
    if (version != m_facts.spec.version) m_version.version = version;
  }

  void set_release(const std::string& release) {
    const bool has_dist = m_release != m_facts.spec.release;
    m_version.release = has_dist ? release + "%{?dist}" : release;
    m_version.evr.release = has_dist ? release + m_facts.dist : release;
  }

  const VersionInput& m_facts;
  std::string m_release;  ///< of the spec, without dist
  Version m_version;
};

Error out_of_order(const rpm::Evr& snapshot, const char* side, const Neighbour& neighbour) {
  return {ExitCode::invalid, fmt::format("the snapshot {} would not be {} than {}, which is {}",
                                         snapshot.str(), side, neighbour.tag, neighbour.evr.str())};
}

}  // namespace

bool knows_tilde(ClientProfile client) {
  return clients::profile(client).tilde;
}

bool knows_caret(ClientProfile client) {
  return clients::profile(client).caret;
}

Version version_of(const VersionInput& facts) {
  return Versioning(facts).decide();
}

void check_order(const rpm::Evr& snapshot, const std::optional<Neighbour>& before,
                 const std::vector<Neighbour>& next) {
  if (before && snapshot <= before->evr)
    throw out_of_order(snapshot, "newer", *before)
        .hint("set Version to the next one, or raise Release; Epoch and Release must not decrease");
  for (const auto& release : next)
    if (snapshot >= release.evr)
      throw out_of_order(snapshot, "older", release)
          .hint(
              "the cause is a Version or Release that was raised too early, or a tag that is not a release: "
              "set tag-pattern to the form of release tags");
}

std::string without_dist(const std::string& release, const std::string& dist) {
  if (dist.empty() || release.size() <= dist.size() || !release.ends_with(dist)) return release;
  return release.substr(0, release.size() - dist.size());
}

}  // namespace rpmworks::srpm
