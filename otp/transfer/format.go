package transfer

// Format is one export format. Its text is the tail of the translation key "transfer.format.<format>".
type Format string

// The formats that are read. Bitwarden and KeePass stand for two file types each.
const (
	Google    Format = "google"    // otpauth-migration links of Google Authenticator
	Links     Format = "links"     // otpauth links, as Ente Auth, Aegis, FreeOTP+ and others write them
	Aegis     Format = "aegis"     // Aegis JSON, plain or encrypted
	TwoFAS    Format = "2fas"      // 2FAS JSON, plain or encrypted
	Ente      Format = "ente"      // Ente Auth's encrypted JSON; its plain export is Links
	Proton    Format = "proton"    // Proton Authenticator JSON, plain or encrypted
	Bitwarden Format = "bitwarden" // Bitwarden JSON, plain or protected by a password, and CSV
	Stratum   Format = "stratum"   // Stratum (once Authenticator Pro), JSON or .authpro
	AndOTP    Format = "andotp"    // andOTP JSON, plain or encrypted
	FreeOTP   Format = "freeotp"   // FreeOTP+ JSON
	KeePass   Format = "keepass"   // KeePassXC CSV, KeePass 2 XML
	WinAuth   Format = "winauth"   // otpauth links of WinAuth, which put the service where others have the user
)

// Formats lists every format, in the order in which a choice shows them.
func Formats() []Format {
	return []Format{Google, Aegis, TwoFAS, Ente, Proton, Bitwarden, Stratum, AndOTP, FreeOTP, KeePass, WinAuth, Links}
}

// programs are the names that the programs go by.
var programs = map[Format]string{
	Google: "Google Authenticator", Links: "otpauth", Aegis: "Aegis", TwoFAS: "2FAS", Ente: "Ente Auth",
	Proton: "Proton Authenticator", Bitwarden: "Bitwarden", Stratum: "Stratum", AndOTP: "andOTP",
	FreeOTP: "FreeOTP+", KeePass: "KeePass", WinAuth: "WinAuth",
}

// Program is the name of the program that the format comes from, the same in every language.
func (f Format) Program() string { return programs[f] }

// TextKey is the translation key of what the format is called in a list of formats.
func (f Format) TextKey() string { return "transfer.format." + string(f) }
