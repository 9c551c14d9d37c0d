; The installer: for one person, without an administrator. .ci/package-windows calls makensis with
;   VERSION  1.2.3-x+y for people      NUMBERS  1.2.3.0 for Windows
;   FILES    folder of what is installed; FILES.nsh lists it (macros PutFiles, RemoveFiles)
;   OUT      the installer             ICON, SIGN  the icon, the program that signs
;
; Exit codes: 0 done, 1 cancelled, 2 failed, 3 nothing was changed because Kanzleicode runs and does not end.
Unicode true
SetCompressor /SOLID lzma
!ifdef TARGET
  Target ${TARGET}
!endif
!include MUI2.nsh
!include LogicLib.nsh
!include FileFunc.nsh
!include WinVer.nsh
!include x64.nsh
!include "${FILES}.nsh"

!define UNINSTALL "Software\Microsoft\Windows\CurrentVersion\Uninstall\Kanzleicode"
!define APP_PATHS "Software\Microsoft\Windows\CurrentVersion\App Paths"
!define LINKS "Software\Classes\otpauth"
!define RUN "Software\Microsoft\Windows\CurrentVersion\Run"
!define STILL_RUNS 3

Name "Kanzleicode"
OutFile "${OUT}"
InstallDir "$LOCALAPPDATA\Programs\Kanzleicode"
InstallDirRegKey HKCU "${UNINSTALL}" "InstallLocation"
RequestExecutionLevel user
ManifestDPIAware true
ManifestSupportedOS Win10
AllowSkipFiles off
ShowInstDetails nevershow
ShowUninstDetails nevershow
BrandingText "Kanzleicode ${VERSION}"
!uninstfinalize '"${SIGN}" "%1"' = 0

VIProductVersion "${NUMBERS}"
VIFileVersion "${NUMBERS}"
!macro Describe LANGUAGE DESCRIPTION
  VIAddVersionKey /LANG=${LANGUAGE} "CompanyName" "The Kanzleicode authors"
  VIAddVersionKey /LANG=${LANGUAGE} "FileDescription" "${DESCRIPTION}"
  VIAddVersionKey /LANG=${LANGUAGE} "FileVersion" "${VERSION}"
  VIAddVersionKey /LANG=${LANGUAGE} "LegalCopyright" "The Kanzleicode authors"
  VIAddVersionKey /LANG=${LANGUAGE} "ProductName" "Kanzleicode"
  VIAddVersionKey /LANG=${LANGUAGE} "ProductVersion" "${VERSION}"
!macroend

!define MUI_ICON "${ICON}"
!define MUI_UNICON "${ICON}"
!define MUI_COMPONENTSPAGE_SMALLDESC
!define MUI_FINISHPAGE_RUN "$INSTDIR\kanzleicode-window.exe"
!define MUI_FINISHPAGE_RUN_TEXT "$(StartNow)"
!define MUI_FINISHPAGE_NOREBOOTSUPPORT
!insertmacro MUI_PAGE_COMPONENTS
!insertmacro MUI_PAGE_INSTFILES
!insertmacro MUI_PAGE_FINISH
!insertmacro MUI_UNPAGE_CONFIRM
!insertmacro MUI_UNPAGE_INSTFILES
; The first language is for all whose own is not there.
!insertmacro MUI_LANGUAGE "German"
!insertmacro MUI_LANGUAGE "English"
!insertmacro Describe ${LANG_GERMAN} "Kanzleicode installieren"
!insertmacro Describe ${LANG_ENGLISH} "Kanzleicode setup"

LangString StartNow ${LANG_GERMAN} "Kanzleicode jetzt starten"
LangString StartNow ${LANG_ENGLISH} "Start Kanzleicode now"
LangString Program ${LANG_GERMAN} "Kanzleicode"
LangString Program ${LANG_ENGLISH} "Kanzleicode"
LangString AboutProgram ${LANG_GERMAN} "Das Programm, mit einem Eintrag im Startmenü."
LangString AboutProgram ${LANG_ENGLISH} "The program, with an entry in the Start menu."
LangString Links ${LANG_GERMAN} "Links zum Einrichten öffnen"
LangString Links ${LANG_ENGLISH} "Open set-up links"
LangString AboutLinks ${LANG_GERMAN} "Ein Link, der mit otpauth:// beginnt, öffnet Kanzleicode. Ein anderes Programm, das sie öffnet, behält sie."
LangString AboutLinks ${LANG_ENGLISH} "A link that begins with otpauth:// opens Kanzleicode. Another program that opens them keeps them."
LangString Desktop ${LANG_GERMAN} "Symbol auf dem Desktop"
LangString Desktop ${LANG_ENGLISH} "Icon on the desktop"
LangString AboutDesktop ${LANG_GERMAN} "Ein Symbol auf dem Desktop."
LangString AboutDesktop ${LANG_ENGLISH} "An icon on the desktop."
LangString TooOld ${LANG_GERMAN} "Kanzleicode braucht Windows 10 oder 11 mit 64 Bit. Es wurde nichts installiert."
LangString TooOld ${LANG_ENGLISH} "Kanzleicode needs Windows 10 or 11 with 64 bits. Nothing was installed."
LangString WillClose ${LANG_GERMAN} "Kanzleicode läuft noch. „OK“ beendet es und fährt fort. Ihre Daten sind gespeichert."
LangString WillClose ${LANG_ENGLISH} "Kanzleicode is running. “OK” closes it and goes on. Your data are stored."
LangString StillRuns ${LANG_GERMAN} "Kanzleicode läuft noch und hat sich nicht beenden lassen. Bitte beenden Sie es mit Strg+Q (kanzleicode-window.exe, auch in anderen Anmeldungen auf diesem PC) und wählen Sie dann „Wiederholen“."
LangString StillRuns ${LANG_ENGLISH} "Kanzleicode is still running and could not be closed. Please close it with Ctrl+Q (kanzleicode-window.exe, also in other sessions on this PC) and then choose “Retry”."
LangString Stays ${LANG_GERMAN} "Kanzleicode ist entfernt. Der Tresor mit Ihren Codes und die Einstellungen bleiben erhalten, in diesem Ordner:$\r$\n$\r$\n$LOCALAPPDATA\Kanzleicode$\r$\n$\r$\nDer Schlüssel dazu bleibt in der Anmeldeinformationsverwaltung von Windows. Wird Kanzleicode wieder installiert, ist alles noch da."
LangString Stays ${LANG_ENGLISH} "Kanzleicode is removed. The vault with your codes and the settings stay in this folder:$\r$\n$\r$\n$LOCALAPPDATA\Kanzleicode$\r$\n$\r$\nIts key stays in the Credential Manager of Windows. When Kanzleicode is installed again, everything is still there."

; InUse sets $0 to 1 if a file that runs is in the way: Windows does not open it for writing then.
!macro InUse FILE
  ${If} ${FileExists} "$INSTDIR\${FILE}"
    ClearErrors
    FileOpen $1 "$INSTDIR\${FILE}" a
    ${If} ${Errors}
      StrCpy $0 1
    ${Else}
      FileClose $1
    ${EndIf}
  ${EndIf}
!macroend

; Close has Kanzleicode end if it runs, and gives up where that cannot be had.
!macro Close UN
Function ${UN}Running
  StrCpy $0 0
  !insertmacro InUse "kanzleicode-window.exe"
  !insertmacro InUse "kanzleicode.exe"
  !insertmacro InUse "softgl\kanzleicode-window.exe"
FunctionEnd

Function ${UN}Close
  Call ${UN}Running
  ${If} $0 = 0
    Return
  ${EndIf}
  MessageBox MB_OKCANCEL|MB_ICONINFORMATION "$(WillClose)" /SD IDOK IDOK again
  SetErrorLevel 1
  Quit
  again:
  ExecWait '"$INSTDIR\kanzleicode-window.exe" --quit'
  StrCpy $2 0
  ${Do}
    Sleep 250
    Call ${UN}Running
    ${If} $0 = 0
      Return
    ${EndIf}
    IntOp $2 $2 + 1
  ${LoopUntil} $2 = 60
  MessageBox MB_RETRYCANCEL|MB_ICONEXCLAMATION "$(StillRuns)" /SD IDCANCEL IDRETRY again
  SetErrorLevel ${STILL_RUNS}
  Quit
FunctionEnd
!macroend
!insertmacro Close ""
!insertmacro Close "un."

Function .onInit
  ${IfNot} ${RunningX64}
  ${OrIfNot} ${AtLeastWin10}
    MessageBox MB_OK|MB_ICONSTOP "$(TooOld)" /SD IDOK
    SetErrorLevel 2
    Quit
  ${EndIf}
  SetShellVarContext current
FunctionEnd

Function un.onInit
  SetShellVarContext current
FunctionEnd

Section "$(Program)" SectionProgram
  SectionIn RO
  Call Close
  RMDir /r "$INSTDIR\softgl" ; what an older version had there
  !insertmacro PutFiles
  WriteUninstaller "$INSTDIR\uninstall.exe"
  CreateShortCut "$SMPROGRAMS\Kanzleicode.lnk" "$INSTDIR\kanzleicode-window.exe"
  WriteRegStr HKCU "${APP_PATHS}\kanzleicode-window.exe" "" "$INSTDIR\kanzleicode-window.exe"
  WriteRegStr HKCU "${APP_PATHS}\kanzleicode.exe" "" "$INSTDIR\kanzleicode.exe"

  WriteRegStr HKCU "${UNINSTALL}" "DisplayName" "Kanzleicode"
  WriteRegStr HKCU "${UNINSTALL}" "DisplayVersion" "${VERSION}"
  WriteRegStr HKCU "${UNINSTALL}" "DisplayIcon" "$INSTDIR\kanzleicode-window.exe"
  WriteRegStr HKCU "${UNINSTALL}" "Publisher" "The Kanzleicode authors"
  WriteRegStr HKCU "${UNINSTALL}" "InstallLocation" "$INSTDIR"
  WriteRegStr HKCU "${UNINSTALL}" "UninstallString" '"$INSTDIR\uninstall.exe"'
  WriteRegStr HKCU "${UNINSTALL}" "QuietUninstallString" '"$INSTDIR\uninstall.exe" /S'
  WriteRegDWORD HKCU "${UNINSTALL}" "NoModify" 1
  WriteRegDWORD HKCU "${UNINSTALL}" "NoRepair" 1
  ${GetSize} "$INSTDIR" "/S=0K" $0 $1 $2
  WriteRegDWORD HKCU "${UNINSTALL}" "EstimatedSize" $0
SectionEnd

Section "$(Links)" SectionLinks
  ; "--" ends the options: whatever a link holds, it is no option of ours.
  ReadRegStr $0 HKCU "${LINKS}\shell\open\command" ""
  ${GetFileName} "$0" $1
  ${If} $0 == ""
  ${OrIf} $1 == 'kanzleicode-window.exe" -- "%1"'
    WriteRegStr HKCU "${LINKS}" "" "URL:otpauth"
    WriteRegStr HKCU "${LINKS}" "URL Protocol" ""
    WriteRegStr HKCU "${LINKS}\DefaultIcon" "" '"$INSTDIR\kanzleicode-window.exe",0'
    WriteRegStr HKCU "${LINKS}\shell\open\command" "" '"$INSTDIR\kanzleicode-window.exe" -- "%1"'
  ${EndIf}
SectionEnd

Section /o "$(Desktop)" SectionDesktop
  CreateShortCut "$DESKTOP\Kanzleicode.lnk" "$INSTDIR\kanzleicode-window.exe"
SectionEnd

!insertmacro MUI_FUNCTION_DESCRIPTION_BEGIN
  !insertmacro MUI_DESCRIPTION_TEXT ${SectionProgram} "$(AboutProgram)"
  !insertmacro MUI_DESCRIPTION_TEXT ${SectionLinks} "$(AboutLinks)"
  !insertmacro MUI_DESCRIPTION_TEXT ${SectionDesktop} "$(AboutDesktop)"
!insertmacro MUI_FUNCTION_DESCRIPTION_END

; Removes what the installer has put there, and what points to it. The vault and the settings stay.
Section "Uninstall"
  Call un.Close
  Delete "$INSTDIR\softgl\kanzleicode-window.exe" ; the program makes it where it draws in software
  !insertmacro RemoveFiles
  Delete "$INSTDIR\uninstall.exe"
  RMDir "$INSTDIR"
  Delete "$SMPROGRAMS\Kanzleicode.lnk"
  Delete "$DESKTOP\Kanzleicode.lnk"
  DeleteRegKey HKCU "${APP_PATHS}\kanzleicode-window.exe"
  DeleteRegKey HKCU "${APP_PATHS}\kanzleicode.exe"
  ReadRegStr $0 HKCU "${LINKS}\shell\open\command" ""
  ${If} $0 == '"$INSTDIR\kanzleicode-window.exe" -- "%1"'
    DeleteRegKey HKCU "${LINKS}"
  ${EndIf}
  ; The program itself writes this one when it is to start with the PC.
  ReadRegStr $0 HKCU "${RUN}" "Kanzleicode"
  StrLen $1 '"$INSTDIR\kanzleicode-window.exe"'
  StrCpy $0 $0 $1
  ${If} $0 == '"$INSTDIR\kanzleicode-window.exe"'
    DeleteRegValue HKCU "${RUN}" "Kanzleicode"
  ${EndIf}
  DeleteRegKey HKCU "${UNINSTALL}"
  ${If} ${FileExists} "$LOCALAPPDATA\Kanzleicode\*.*"
    MessageBox MB_OK|MB_ICONINFORMATION "$(Stays)" /SD IDOK
  ${EndIf}
SectionEnd
