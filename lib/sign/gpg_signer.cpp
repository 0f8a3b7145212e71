// SPDX-License-Identifier: GPL-3.0-or-later
#include <fmt/format.h>

#include "core/error.hpp"
#include "core/text.hpp"
#include "process/process.hpp"
#include "sign/gnupg_home.hpp"
#include "sign/gpg_keys.hpp"
#include "sign/key_agents.hpp"
#include "sign/openpgp_signature.hpp"
#include "sign/public_key.hpp"
#include "sign/signature_record.hpp"
#include "sign/signature_time.hpp"
#include "sign/signer.hpp"

namespace rpmworks::sign {

namespace {

class GpgSigner : public Signer {
 public:
  GpgSigner(const config::Key& key, const fs::path& tmp)
      : m_name(key.name), m_where(key.where), m_home(key.homedir), m_fingerprint(key.fingerprint) {
    if (!key.public_key.empty()) {
      PublicKey shipped = public_key_of(key, tmp);
      m_public_key = std::move(shipped.armoured);
      m_fingerprint = std::move(shipped.fingerprint);
    }
    if (m_fingerprint.empty()) take_the_only_key();
    find_secret_key();
  }

  std::string fingerprint() const override { return m_fingerprint; }
  std::string algorithm() const override { return m_algorithm; }
  std::string public_key() const override { return m_public_key; }

  int64_t created() const override { return m_created; }
  std::string shown_way() const override { return m_agents->shown(); }

  void require_valid(int64_t now) const override {
    require_created(key_name(), m_created, now, m_where);
    if (!m_expires || now < m_expires) return;
    throw about(fmt::format("{} expired on {}", key_name(), iso_day(m_expires))).hint(hint_at_extending());
  }

  std::string signature(std::string_view bytes, int64_t time) override {
    const SignatureToMake to_make(bytes, {.algorithm = m_algorithm_number, .fingerprint = m_fingerprint},
                                  time);
    const AssuanReply reply = m_agents->sign(to_make.digest());
    if (!reply.ok()) throw refused(reply);
    const auto numbers = numbers_of_signature(reply.data);
    if (!numbers)
      throw about(fmt::format("gpg-agent did not answer with a signature by {}", key_name()))
          .hint("compare the versions of gpg and gpg-agent: `gpg --version`, `gpg-agent --version`");
    return to_make.packet(*numbers);
  }

 private:
  Error about(const std::string& what) const { return Error(ExitCode::trust, what).at(m_where); }

  std::string key_name() const {
    return fmt::format("the key '{}' ({}) in the GnuPG home {}", m_name, m_fingerprint,
                       m_home.path().string());
  }

  // A home made for one product holds one key; then repos.yaml need not give its fingerprint.
  void take_the_only_key() {
    std::vector<std::string> found;
    for (const auto& key : listed({})) found.push_back(key.fingerprint);
    if (found.size() == 1) {
      m_fingerprint = found.front();
      return;
    }
    if (found.empty()) require_readable({});
    throw about(fmt::format("the key '{}' has no fingerprint, and the GnuPG home {} holds {}", m_name,
                            m_home.path().string(),
                            found.empty() ? "no secret key" : fmt::format("{} secret keys", found.size())))
        .notes(found)
        .hint(!found.empty() ? "select one with `fingerprint`"
              : has_only_old_secret_keys()
                  ? hint_at_conversion()
                  : fmt::format("make one with `{} --quick-gen-key 'NAME <EMAIL>' rsa3072 "
                                "sign never`, or correct `homedir`",
                                gpg_shown()));
  }

  std::vector<ListedKey> listed(const std::string& which) {
    try {
      return secret_keys(m_home, which);
    } catch (Error& error) {
      throw std::move(error).at(m_where);
    }
  }

  void find_secret_key() {
    const auto keys = listed(m_fingerprint);
    if (keys.empty()) require_readable({});
    if (keys.empty())
      throw about(fmt::format("there is no secret part of {}", key_name()))
          .hint(
              has_only_old_secret_keys()
                  ? hint_at_conversion()
                  : fmt::format("import it, or correct `homedir` and `fingerprint`; `{} --list-secret-keys` "
                                "lists the secret keys",
                                gpg_shown()));
    require_usable(keys.front());
    m_algorithm = keys.front().algorithm;
    m_algorithm_number = keys.front().algorithm_number;
    m_expires = keys.front().expires;
    m_agents = std::make_unique<KeyAgents>(m_home, keys.front().keygrip);
    if (!m_agents->fault().empty()) throw unusable(keys.front());
    if (m_public_key.empty())
      with_context(fmt::format("reading the key '{}'", m_name),
                   [&] { m_public_key = exported_key(m_home, m_fingerprint); });
    const KeyTimes shipped = times_of(m_public_key);
    m_created = shipped.created;
    if (shipped.expires && (!m_expires || shipped.expires < m_expires)) m_expires = shipped.expires;
  }

  Error unusable(const ListedKey& key) const {
    const std::string file = fault_of_secret_part(m_home, key);
    return about(fmt::format("the secret part of {} cannot be used{}", key_name(),
                             file.empty() ? "" : ": " + file))
        .notes(last_lines(m_agents->fault(), 5))
        .hint(file.empty() ? fmt::format("see whether `{} --no-options --local-user {}! --clearsign` works",
                                         gpg_shown(), m_fingerprint)
                           : "restore it from a copy, or correct its owner and mode");
  }

  // GnuPG before 2.1 kept secret keys in secring.gpg; later versions convert them when a secret key is used.
  bool has_only_old_secret_keys() const {
    return is_there(m_home.path() / "secring.gpg") && !is_there(m_home.secret_keys());
  }
  std::string hint_at_conversion() const {
    return fmt::format(
        "its secret keys are in the format of GnuPG before 2.1: `{} --list-secret-keys` converts them",
        gpg_shown());
  }

  // Must be called before a key is reported as missing.
  void require_readable(const ListedKey& key) const {
    const std::string fault = fault_of_secret_part(m_home, key);
    if (fault.empty()) return;
    throw about(fmt::format("GnuPG finds no secret part of the key '{}' in {}: {}", m_name,
                            m_home.path().string(), fault))
        .hint("restore it from a copy, or correct its owner and mode");
  }

  void require_usable(const ListedKey& key) const {
    if (key.fingerprint != m_fingerprint)
      throw about(fmt::format("{} is a subkey of {}", key_name(), key.fingerprint))
          .hint("set the fingerprint of the primary key: rpm of el6 does not support subkeys");
    if (key.is_revoked)
      throw about(fmt::format("{} is revoked", key_name()))
          .hint("sign with another key: clients refuse packages signed by a revoked key");
    if (key.is_expired)
      throw about(fmt::format("{} expired on {}", key_name(), iso_day(key.expires)))
          .hint(hint_at_extending());
    if (key.is_disabled)
      throw about(fmt::format("{} is disabled", key_name()))
          .hint(fmt::format("enable it with `{} --edit-key {} enable save`, or sign with another key",
                            gpg_shown(), m_fingerprint));
    if (key.can_sign && key.is_secret) return;
    if (!key.is_secret) require_readable(key);
    throw about(fmt::format("the primary key of {} cannot sign{}", key_name(),
                            !key.is_secret ? ": its secret part is kept elsewhere"
                            : key.signing_subkeys.empty()
                                ? ", nor can a subkey"
                                : fmt::format(", only its subkey {}", key.signing_subkeys.front())))
        .hint(fmt::format("sign with a key whose primary key can sign, because rpm of el6 does not support "
                          "subkeys: `{} --quick-gen-key 'NAME <EMAIL>' rsa3072 sign never`",
                          gpg_shown()));
  }

  // The gpg command for this key, as messages show it.
  std::string gpg_shown() const { return fmt::format("gpg --homedir {}", m_home.path().string()); }

  std::string hint_at_extending() const {
    return fmt::format("extend it with `{} --quick-set-expire {} 2y`, or sign with another key", gpg_shown(),
                       m_fingerprint);
  }

  // The error for a failed signature, with a hint at the remedy.
  Error refused(const AssuanReply& reply) const {
    Error error = about(fmt::format("{} did not sign", key_name())).notes(last_lines(reply.text, 5));
    for (const char* sign : {"No pinentry", "Bad passphrase", "Operation cancelled", "No passphrase given"})
      if (reply.text.find(sign) != std::string::npos)
        return std::move(error).hint(fmt::format(
            "it {} that its agent does not hold: unlock it first with `{} --local-user {}! --clearsign` on a "
            "terminal{}",
            m_agents->is_on_card() ? "is on a card or token with a PIN" : "has a passphrase", gpg_shown(),
            m_fingerprint, m_agents->is_on_card() ? "" : ", or use gpg-preset-passphrase"));
    if (reply.timed_out) return std::move(error).hint("see what gpg-agent or its smart card is waiting for");
    return std::move(error).hint(
        fmt::format("try `{} --no-options --local-user {}! --clearsign`", gpg_shown(), m_fingerprint));
  }

  std::string m_name;
  SourcePosition m_where;
  GnupgHome m_home;
  std::string m_fingerprint;
  std::string m_algorithm;
  unsigned m_algorithm_number = 0;
  std::string m_public_key;
  int64_t m_created = 0;
  int64_t m_expires = 0;  ///< seconds since 1970; 0: never
  std::unique_ptr<KeyAgents> m_agents;
};

}  // namespace

std::unique_ptr<Signer> gpg_signer(const config::Key& key, const fs::path& tmp) {
  return std::make_unique<GpgSigner>(key, tmp);
}

}  // namespace rpmworks::sign
