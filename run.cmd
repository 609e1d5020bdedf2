@echo off
rem The first run: builds what is needed, then starts PostgreSQL and the server.
rem Settings: see the file run.
rem With "import <file>" or "export <file>" it moves events in or out; see docs/transfer.md.
setlocal
set "HERE=%CD%"
cd /d "%~dp0"
if not "%~1"=="" if exist server-config\target\commands.classpath goto built
echo Building (the first time takes some minutes) ...
call mvnw.cmd -q -B -ntp -P !error-prone -Dmaven.test.skip=true -pl server-config -am package
if errorlevel 1 (
  echo The build failed; the lines above say why. 1>&2
  exit /b 1
)
:built
set /p CLASSPATH_REST=<server-config\target\first-run.classpath
set "JAVA=java"
if defined JAVA_HOME set "JAVA=%JAVA_HOME%\bin\java"
if not "%~1"=="" goto command
"%JAVA%" -cp "server-config\target\classes;%CLASSPATH_REST%" dev.commitcast.server.firstrun.FirstRun
exit /b %errorlevel%

:command
rem the database of a first run, unless another one is named
if not defined COMMITCAST_DB_PORT set "COMMITCAST_DB_PORT=54329"
if not defined POSTGRES_HOST (
  set "POSTGRES_HOST=127.0.0.1"
  set "POSTGRES_PORT=%COMMITCAST_DB_PORT%"
  set "SSH_HOST="
  set "SSH_KEY_PATH="
)
set "COMMANDS=%CD%\server-config\target\commands.classpath"
for /f "usebackq delims=" %%p in ("%COMMANDS%") do set "COMMANDS_PATH=%%p"
cd /d "%HERE%"
"%JAVA%" -cp "%COMMANDS_PATH%" dev.commitcast.notifications.transfer.TransferCommand %*
exit /b %errorlevel%
