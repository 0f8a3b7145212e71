// SPDX-License-Identifier: GPL-3.0-or-later
#include <fmt/format.h>
#include <unistd.h>

#include "clients/profile.hpp"
#include "core/error.hpp"
#include "core/text.hpp"
#include "process/process.hpp"
#include "rpm/key_facts.hpp"
#include "rpm/openpgp.hpp"
#include "sign/public_key.hpp"
#include "sign/signature_record.hpp"
#include "sign/signature_time.hpp"
#include "sign/signer.hpp"

namespace rpmworks::sign {

namespace {

// A signature has at most some hundreds of bytes; messages come on top.
constexpr size_t k_most_output = 1U << 16;

std::map<std::string, std::string> own_environment() {
  std::map<std::string, std::string> variables;
  for (char** each = environ; each && *each; ++each) {
    const std::string_view line(*each);
    const size_t equals = line.find('=');
    if (equals != std::string_view::npos)
      variables[std::string(line.substr(0, equals))] = line.substr(equals + 1);
  }
  return variables;
}

class CommandSigner : public Signer {
 public:
  CommandSigner(const config::Key& key, const fs::path& tmp)
      : m_name(key.name),
        m_where(key.where),
        m_argv(key.command),
        m_timeout(key.timeout),
        m_key(public_key_of(key, tmp)) {
    require_program();
    const KeyTimes times = times_of(m_key.armoured);
    m_created = times.created;
    m_expires = times.expires;
    for (const auto& block : rpm::unarmour(m_key.armoured))
      for (const auto& facts : rpm::key_facts(block)) m_algorithm = facts.algorithm;
    const TempDir aside(tmp, "key-");
    write_new_file(aside.path() / "key.asc", m_key.armoured);
    m_keyring.add(aside.path() / "key.asc", m_key.fingerprint, rpm::policy_of_rpm());
    require_valid(seconds_now());
  }

  std::string fingerprint() const override { return m_key.fingerprint; }
  std::string algorithm() const override { return m_algorithm; }
  std::string public_key() const override { return m_key.armoured; }
  int64_t created() const override { return m_created; }
  std::string shown_way() const override { return fmt::format("the command {}", m_argv.front()); }

  void require_valid(int64_t now) const override {
    const std::string key = fmt::format("the key '{}' ({})", m_name, m_key.fingerprint);
    require_created(key, m_created, now, m_where);
    if (!m_expires || now < m_expires) return;
    throw Error(ExitCode::trust, fmt::format("{} expired on {}", key, iso_day(m_expires)))
        .at(m_where)
        .hint("ask the owner of the key to extend it, and export `public` again, or sign with another key");
  }

  std::string signature(std::string_view bytes, int64_t time) override {
    Command sign;
    sign.argv = m_argv;
    sign.env = own_environment();
    (*sign.env)["RPMWORKS_KEY"] = m_key.fingerprint;
    (*sign.env)["RPMWORKS_TIME"] = std::to_string(time);
    (*sign.env)["RPMWORKS_HASH"] = clients::k_signature_hash;
    sign.input = bytes;
    sign.deadline = m_timeout;
    sign.output_limit = k_most_output;
    const ProcessResult result = run(sign);
    if (result.timed_out)
      throw failed(fmt::format("gave no signature within {}", human_duration(m_timeout)), result)
          .hint("if a signature may take longer, set `timeout` of the key");
    if (result.said_too_much)
      throw failed(fmt::format("printed more than {}", human_bytes(k_most_output)), result);
    if (result.signal) throw failed(fmt::format("was ended by signal {}", result.signal), result);
    if (!result.ok()) throw failed(fmt::format("failed with exit code {}", result.exit_code), result);
    try {
      std::string packet = packet_in(result.out);
      const std::string fault = fault_of(packet, bytes);
      if (fault.empty()) return packet;
      throw failed("made a signature that cannot be used: " + fault, result);
    } catch (const Error& error) {
      if (error.code() != ExitCode::invalid) throw;
      throw failed(fmt::format("did not print one OpenPGP signature: {}", error.what()), result);
    }
  }

 private:
  void require_program() const {
    const std::string& program = m_argv.front();
    if (program.starts_with('/') ? is_there(program) : find_program(program).has_value()) return;
    throw Error(ExitCode::failed,
                fmt::format("the command of the key '{}' is not installed: {}", m_name, program))
        .at(m_where)
        .hint("install it, or correct `command` of the key");
  }

  static std::string packet_in(const std::string& output) {
    if (output.find("-----BEGIN PGP SIGNATURE-----") == std::string::npos) return output;
    auto blocks = rpm::unarmour_signatures(output);
    if (blocks.size() == 1) return std::move(blocks.front());
    throw Error(ExitCode::invalid, fmt::format("it printed {} signatures", blocks.size()));
  }

  // rpm would accept some of these, and another program refuse them.
  std::string fault_of(const std::string& packet, std::string_view bytes) const {
    const rpm::SignatureFacts facts = rpm::signature_facts(packet);
    if (facts.version != 4) return fmt::format("it has version {}, not 4", facts.version);
    if (facts.type != 0) return fmt::format("it is a signature of the class 0x{:02x}, not 0x00", facts.type);
    if (facts.expires) return "it expires";
    const auto verdict = m_keyring.verify_detached(bytes, packet);
    if (verdict.trust != rpm::Trust::good) return verdict.reason;
    if (verdict.signature->hash != clients::k_signature_hash)
      return fmt::format("its hash is {}, not {}", verdict.signature->hash, clients::k_signature_hash);
    if (verdict.signature->fingerprint != m_key.fingerprint)
      return fmt::format("it was made by the key {}, not by {}", verdict.signature->fingerprint,
                         m_key.fingerprint);
    return {};
  }

  Error failed(const std::string& how, const ProcessResult& result) const {
    return Error(ExitCode::trust,
                 fmt::format("the command of the key '{}' ({}) {}", m_name, m_argv.front(), how))
        .at(m_where)
        .notes(last_lines(result.err, 5))
        .hint("docs/signing.md describes what the command gets, and what it has to print");
  }

  std::string m_name;
  SourcePosition m_where;
  std::vector<std::string> m_argv;
  std::chrono::seconds m_timeout;  ///< for one signature
  PublicKey m_key;
  std::string m_algorithm;
  int64_t m_created = 0;
  int64_t m_expires = 0;  ///< 0: never
  rpm::Keyring m_keyring;
};

}  // namespace

std::unique_ptr<Signer> command_signer(const config::Key& key, const fs::path& tmp) {
  return std::make_unique<CommandSigner>(key, tmp);
}

std::unique_ptr<Signer> signer_of(const config::Key& key, const fs::path& tmp) {
  return key.command.empty() ? gpg_signer(key, tmp) : command_signer(key, tmp);
}

}  // namespace rpmworks::sign
