"""`symbia call CONTRACT FUNCTION name=value ...`: a command for each function, made of the ABIs when somebody asks."""

from collections.abc import Callable
from typing import Annotated, Any

import typer
import typer.main
from typer.core import TyperGroup

from cli.commands.common import (
    Confirmations,
    DeploymentFile,
    Keystore,
    LocalAccount,
    RpcUrl,
    console,
    fail,
    sending,
    settings_with,
)

HELP = (
    "Call any function of the brand's contracts, by its name and those of its arguments. Each contract lists its "
    "functions: symbia call PerkRegistry --help. docs/functions.md has them all."
)


class ContractsGroup(TyperGroup):
    """A command for each contract, with one for each function. Made when somebody looks: most commands need none."""

    def list_commands(self, ctx: Any) -> list[str]:
        """Names of the contracts."""
        self._fill()
        return super().list_commands(ctx)

    def get_command(self, ctx: Any, cmd_name: str) -> Any:
        """One contract."""
        self._fill()
        return super().get_command(ctx, cmd_name)

    def _fill(self) -> None:
        from symbia.chain.abi import CONTRACTS
        from symbia.chain.functions import callable_functions

        if not self.commands:
            for contract in CONTRACTS:
                if callable_functions(contract):
                    self.add_command(_of_contract(contract), contract)


class FunctionsGroup(TyperGroup):
    """A command for each function of one contract. Of what nobody calls by hand it says why."""

    def get_command(self, ctx: Any, cmd_name: str) -> Any:
        """One function, by `name` or `name(types)`; None where there is none."""
        from symbia.chain.functions import UnknownFunctionError, changing, find_function

        found = super().get_command(ctx, cmd_name)
        if found is not None or not any(cmd_name in (one.name, one.signature) for one in changing(str(self.name))):
            return found
        try:
            return super().get_command(ctx, find_function(str(self.name), cmd_name).name)
        except UnknownFunctionError as error:
            fail(error)


def _of_contract(contract: str) -> Any:
    from cli.call.show import escaped, help_of
    from symbia.chain.functions import callable_functions

    functions = typer.Typer(
        name=contract,
        cls=FunctionsGroup,
        help=f"Functions of {contract} that change something.",
        no_args_is_help=True,
        rich_markup_mode="rich",
        add_completion=False,
    )
    for function in callable_functions(contract):
        command = functions.command(
            function.name, help=help_of(function), short_help=escaped(function.notice.partition(". ")[0])
        )
        command(_caller(function))
    return typer.main.get_group(functions)


def _caller(function: Any) -> Callable[..., None]:
    def call(
        arguments: Annotated[
            list[str] | None,
            typer.Argument(metavar="NAME=VALUE...", help="Every argument of the function; name=@FILE reads a file"),
        ] = None,
        value: Annotated[int, typer.Option(min=0, help="Wei to send along")] = 0,
        dry_run: Annotated[bool, typer.Option("--dry-run", help="Try it on the chain, sign and send nothing")] = False,
        sender: Annotated[
            str | None,
            typer.Option("--from", help="With --dry-run: the address that would sign, so that no key is asked"),
        ] = None,
        action: Annotated[
            bool, typer.Option("--action", help="Print it as an action of a proposal, tried as the timelock")
        ] = False,
        rpc_url: RpcUrl = None,
        deployment: DeploymentFile = None,
        keystore: Keystore = None,
        account_number: LocalAccount = None,
        confirmations: Confirmations = None,
    ) -> None:
        from cli.call.run import Command, Options

        settings = settings_with(rpc_url, deployment)
        options = Options(arguments or [], value, dry_run, sender, action, keystore, account_number, confirmations)
        raise typer.Exit(sending(lambda: Command(settings, function, options, console).run()))

    return call


calls = typer.Typer(cls=ContractsGroup, help=HELP, no_args_is_help=True, rich_markup_mode="rich")
