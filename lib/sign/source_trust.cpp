// SPDX-License-Identifier: GPL-3.0-or-later
#include "sign/source_trust.hpp"

#include <fmt/format.h>

#include "core/error.hpp"
#include "sign/signer.hpp"

namespace rpmworks::sign {

namespace {

using config::PackageSource;

/// The tag or commit to verify, and the package whose `verify` requires it.
struct Subject {
  const PackageSource& package;
  std::string shown;  ///< "the tag v1.0 of greet"
  const std::map<std::string, config::Key>& keys;
};

Error refused(const Subject& subject, const std::string& why) {
  return Error(ExitCode::trust, fmt::format("{} {}", subject.shown, why)).at(subject.package.where);
}

std::vector<std::string> trusted_lines(const Subject& subject) {
  std::vector<std::string> lines;
  for (const auto& name : subject.package.trust) {
    const config::Key& key = subject.keys.at(*name);
    lines.push_back(fmt::format("trusted: {}{}, {}", *name,
                                key.fingerprint.empty() ? "" : " (" + key.fingerprint + ")",
                                key.public_key.string()));
  }
  return lines;
}

// The verdict of one key. A good signature by another key in the same file does not count.
DetachedVerdict judged_by(const config::Key& key, const git::Repository::Signed& what, const fs::path& tmp) {
  DetachedVerdict verdict = verify_detached(what.payload, what.signature, {key.public_key}, tmp);
  if (verdict.trust == rpm::Trust::good && !key.fingerprint.empty() &&
      verdict.fingerprint != key.fingerprint) {
    verdict.trust = rpm::Trust::unknown;
    verdict.reason = fmt::format("signed by {}, which is not one of the accepted keys", verdict.fingerprint);
  }
  return verdict;
}

DetachedVerdict judge(const Subject& subject, const git::Repository::Signed& what, const fs::path& tmp) {
  if (what.signature.empty())
    throw refused(subject, "is not signed")
        .notes(trusted_lines(subject))
        .hint(fmt::format("sign it with git {}",
                          subject.package.verify == PackageSource::Verify::tag ? "tag -s" : "commit -S"));
  if (!what.signature.starts_with("-----BEGIN PGP"))
    throw refused(subject, fmt::format("has {} signature, but only OpenPGP signatures are accepted",
                                       what.signature.starts_with("-----BEGIN SSH") ? "an SSH" : "an X.509"))
        .hint("sign it with gpg: git -c gpg.format=openpgp tag -s");
  DetachedVerdict worst;
  for (const auto& name : subject.package.trust) {
    const DetachedVerdict verdict = judged_by(subject.keys.at(*name), what, tmp);
    if (verdict.trust == rpm::Trust::good && !verdict.key_has_expired) return verdict;
    // Reports the most useful reason: "signed by an unknown key" only if all keys say so.
    if (worst.reason.empty() || worst.trust == rpm::Trust::unknown) worst = verdict;
  }
  const std::string hint =
      worst.key_has_expired
          ? "ask its owner for a public key with a new date, or for a signature by another key"
          : "ask the signer; add the key to `keys` and `trust` only after you have verified that it is "
            "theirs";
  throw refused(subject, "is not trusted: " + worst.reason).notes(trusted_lines(subject)).hint(hint);
}

git::Repository::SignedTag tag_to_judge(const Subject& subject, const git::Repository& repository,
                                        const git::Commit& commit, const std::string& ref) {
  if (commit.tag.empty())
    throw Error(ExitCode::trust,
                fmt::format("'{}' of {} is not a tag, but `verify: tag` requires a signed tag", ref,
                            subject.package.name))
        .at(subject.package.where)
        .hint("set `ref` to a signed tag, or write verify: commit");
  const auto tag = repository.signed_tag(commit.tag);
  if (!tag)
    throw refused(subject, "is not signed: it is a lightweight tag").hint("git tag -s creates a signed tag");
  if (tag->name != commit.tag)
    throw refused(subject, fmt::format("is the tag {} under another name", tag->name))
        .hint("somebody may have passed off an old release as a new one: ask who created the tag");
  if (tag->type != "commit" || tag->object != commit.id)
    throw refused(subject, fmt::format("points to the {} {}, not to a commit", tag->type, tag->object))
        .hint("sign a tag of the commit itself");
  return *tag;
}

}  // namespace

srpm::Verified verify_source(const git::Repository& repository, const PackageSource& package,
                             const std::string& ref, const std::map<std::string, config::Key>& keys,
                             const fs::path& tmp) {
  const git::Commit commit = repository.resolve(ref);
  const bool of_tag = package.verify == PackageSource::Verify::tag;
  const Subject subject{package,
                        of_tag ? fmt::format("the tag {} of {}", commit.tag, package.name)
                               : fmt::format("the commit {} of {}", commit.id.substr(0, 12), package.name),
                        keys};
  const git::Repository::Signed what =
      of_tag ? tag_to_judge(subject, repository, commit, ref) : repository.signed_commit(commit.id);
  const DetachedVerdict verdict = judge(subject, what, tmp);
  return {.what = of_tag ? "tag" : "commit",
          .fingerprint = verdict.fingerprint,
          .time = verdict.made,
          .commit = commit.id};
}

}  // namespace rpmworks::sign
