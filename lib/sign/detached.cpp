// SPDX-License-Identifier: GPL-3.0-or-later
#include <fmt/format.h>
#include <gpgme++/context.h>
#include <gpgme++/data.h>
#include <gpgme++/importresult.h>
#include <gpgme++/key.h>
#include <gpgme++/verificationresult.h>

#include <mutex>

#include "core/error.hpp"
#include "sign/gpgme.hpp"
#include "sign/signer.hpp"

namespace rpmworks::sign {

std::unique_ptr<GpgME::Context> gpgme_context(const fs::path& home) {
  static std::once_flag once;
  std::call_once(once, [] { GpgME::initializeLibrary(); });
  std::unique_ptr<GpgME::Context> context = GpgME::Context::create(GpgME::OpenPGP);
  if (!context)
    throw Error(ExitCode::failed, "GnuPG cannot be used").hint("install it: apt-get install gnupg");
  if (const auto error = context->setEngineHomeDirectory(home.c_str()); error.code())
    throw Error(ExitCode::failed,
                fmt::format("GnuPG does not take {} as its home: {}", home.string(), gpgme_text(error)));
  context->setArmor(true);
  return context;
}

std::string gpgme_text(const GpgME::Error& error) {
  const char* text = error.asString();
  return text ? text : "no reason given";
}

namespace {

GpgME::Data as_data(std::string_view bytes) {
  return {bytes.data(), bytes.size(), true};
}

DetachedVerdict judge(const GpgME::Signature& signature, GpgME::Context& context) {
  DetachedVerdict verdict;
  const char* signer = signature.fingerprint();
  const std::string id = signer ? signer : "an unknown key";
  GpgME::Error ignored;
  const GpgME::Key key = signer ? context.key(signer, ignored, false) : GpgME::Key();
  if (const char* primary = key.primaryFingerprint()) verdict.fingerprint = primary;
  const unsigned summary = signature.summary();
  // A key that has expired since does not make what it signed before wrong.
  const bool expired_later = (summary & GpgME::Signature::KeyExpired) && !(summary & GpgME::Signature::Red) &&
                             !key.isNull() && signature.creationTime() <= key.subkey(0).expirationTime();
  if (signature.status().code() == 0 || expired_later) {
    verdict.trust = rpm::Trust::good;
    verdict.reason =
        fmt::format("signed by {}{}", verdict.fingerprint, expired_later ? " (expired since)" : "");
  } else if (summary & GpgME::Signature::KeyMissing) {
    verdict.trust = rpm::Trust::unknown;
    verdict.reason = fmt::format("signed by {}, which is not among the keys", id);
  } else {
    verdict.trust = rpm::Trust::broken;
    verdict.reason = fmt::format("the signature by {} does not hold: {}", id, gpgme_text(signature.status()));
  }
  return verdict;
}

}  // namespace

DetachedVerdict verify_detached(std::string_view bytes, std::string_view signature,
                                const std::vector<fs::path>& public_keys, const fs::path& tmp) {
  const TempDir home(tmp, "gnupg-");
  const auto context = gpgme_context(home.path());
  // Without this, gpg would look for its trust in keys, of which a new home has none.
  context->setFlag("trust-model", "always");
  for (const auto& file : public_keys) context->importKeys(as_data(read_file(file)));
  const auto result = context->verifyDetachedSignature(as_data(signature), as_data(bytes));
  if (result.signatures().empty())
    return {.trust = rpm::Trust::broken, .reason = "it holds no OpenPGP signature"};
  // Of several signatures the worst counts: we make one.
  DetachedVerdict worst = judge(result.signature(0), *context);
  for (const auto& each : result.signatures()) {
    const DetachedVerdict verdict = judge(each, *context);
    if (verdict.trust != rpm::Trust::good) worst = verdict;
  }
  return worst;
}

}  // namespace rpmworks::sign
